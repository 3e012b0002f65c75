# Every task goes through .venv, which scripts/setup makes. `make` alone lists the tasks.

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check lint format translate compile-translations lock demo-reset clean

python := .venv/bin/python
started := $(shell date +%s)
elapsed = $$(( $$(date +%s) - $(started) )) s

# In CI nothing may be skipped for want of a program.
ifeq ($(CI),true)
export THOLOS_REQUIRE_BROWSER = 1
export THOLOS_REQUIRE_POSTGRES = 1
endif

help:
	@echo "make TASK, where TASK is one of"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## Start Tholos at http://127.0.0.1:8000 (PORT=8010 for another port), with three demo studies
	@$(python) scripts/system_libraries.py
	@$(python) -m scripts.translations compile
	@STARTED=$(started) $(python) -m scripts.serve

test: setup-dev ## Check style and imports, then run every test (TESTS=path for some)
	@$(python) scripts/system_libraries.py tests
	@$(MAKE) --no-print-directory check
	@$(python) -m pytest -n 2 $(TESTS)
	@echo "All checks and tests passed after $(elapsed)."

check: setup-dev compile-translations lint ## Check style, form and import directions
	@$(python) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

lint: setup-dev
	@$(python) -m ruff check .
	@$(python) -m ruff format --check --quiet . || (echo "Run make format." && exit 1)

format: setup-dev ## Bring the sources into form
	@$(python) -m ruff check --fix --quiet .
	@$(python) -m ruff format .

translate: setup-dev ## Collect sentences for translation, renew the catalogues and compile them
	@$(python) -m scripts.translations update
	@$(python) -m scripts.translations compile

compile-translations: setup
	@$(python) -m scripts.translations compile

lock: setup ## Renew the lock files from pyproject.toml (UPGRADE=1 for the newest versions)
	@scripts/lock $(if $(UPGRADE),--upgrade)

demo-reset: ## Delete the local SQLite database, so that the next start loads the demo anew (asks first)
	@printf 'Delete every study in instance/tholos.sqlite? [y/N] '; read answer; \
	if [ "$$answer" = y ]; then rm -f instance/tholos.sqlite instance/tholos.sqlite-* instance/welcome.txt; \
	echo "Deleted. make run loads the demo."; else echo "Nothing was deleted."; fi

clean: ## Remove .venv, compiled files and caches; studies in instance/ stay
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f translations/*/LC_MESSAGES/*.mo

setup:
	@scripts/setup

setup-dev:
	@scripts/setup dev
