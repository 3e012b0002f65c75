"""Rules that the whole tree keeps; each needs only the files, not the app."""

import ast
import hashlib
import html
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from scripts import translations

ROOT = Path(__file__).resolve().parent.parent
CACHES = {".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache", "__pycache__"}
SKIPPED_FOLDERS = {".git", ".venv", "instance", "vendor"} | CACHES
TEXT_SUFFIX = re.compile(r"(\.(py|html|txt|css|js|md|toml|lock|json|cfg|yml|svg|po))?")
SOURCE_FOLDERS = ("survey", "analysis", "scripts", "migrations")
PRODUCT_FOLDERS = (*SOURCE_FOLDERS, "templates", "static")

ALLOWED_IN_ANALYSIS = {"analysis", "numpy", "scipy", "sklearn", "joblib"} | sys.stdlib_module_names
ALLOWED_NOQA: set[str] = set()  # "path CODE", each with its reason beside it
# Names that read the same in every language.
UNTRANSLATED = {"Tholos", "English", "CSV", "JSON", "PDF", "XLSX", "PDF/UA", "ORCID", "Q1", "Q2", "Q3", "Q4"}
# Written with a break, so that this file keeps its own rules.
LEFT_OPEN = "TO~DO FIX~ME XX~X".replace("~", "").split()
PACKAGE_HOSTS = "pypi~.org npm~js pythonhosted~.org deb.debian~.org unpkg~.com".replace("~", "").split()
ELSEWHERE = ("../shared", "/work/", "/tmp/")


def files(*folders: str, suffix: str = "") -> list[Path]:
    """List the files below folders of the tree, vendored and made ones left out."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}") if path.is_file())
    return sorted(path for path in found if not SKIPPED_FOLDERS & set(path.relative_to(ROOT).parts))


def text_files(*folders: str) -> list[Path]:
    return [path for path in files(*folders) if TEXT_SUFFIX.fullmatch(path.suffix)]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function from its `def` on, its docstring left out."""
    first = function.body[0]
    docstring = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) is not None else 0
    return function.end_lineno - function.lineno + 1 - docstring


def sources() -> list[Path]:
    """List the sources; migrations are written out table by table and keep no size."""
    return [path for path in files(*SOURCE_FOLDERS, suffix=".py") if path.parent.name != "versions"]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    calls = [each.func for each in function.decorator_list if isinstance(each, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in {"route", "get", "post"} for call in calls)


# Imports


def test_import_contracts_hold():
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", files("analysis", suffix=".py"), ids=name)
def test_analysis_imports_only_what_computing_needs(path):
    imported = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported.add(node.module.partition(".")[0])
    assert imported <= ALLOWED_IN_ANALYSIS


def test_question_kinds_are_told_apart_only_in_questions():
    kinds = {path.stem for path in files("survey/questions", suffix=".py")} - {"__init__", "base"}
    breaches = []
    for path in files("survey", suffix=".py"):
        if "questions" in path.parts:
            continue
        for node in ast.walk(tree(path)):
            compared = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            if isinstance(node, ast.Match):
                compared = [node.subject, *(case.pattern for case in node.cases)]
            if any(is_kind(part) for part in compared) and any(kinds & constants(part) for part in compared):
                breaches.append(f"{name(path)}:{node.lineno}")
    pattern = re.compile(rf"""\bkind\s*(==|!=|in)\s*[("'\[]+({"|".join(kinds)})["']""")
    breaches += [
        name(path) for path in files("templates") if kinds and pattern.search(path.read_text("utf-8"))
    ]
    assert not breaches


def is_kind(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node).lower().endswith("kind")


def constants(node: ast.AST) -> set[str]:
    """List the strings and enumeration members that an expression names, in lower case."""
    strings = {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
    members = {
        each.attr.lower()
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute)
        and each.attr.isupper()
        and ast.unparse(each.value).endswith("Kind")
    }
    return strings | members


# Sizes


def test_files_stay_small():
    limits = dict.fromkeys(sources(), 300)
    limits |= {path: 120 if path.name == "conftest.py" else 400 for path in files("tests", suffix=".py")}
    limits |= dict.fromkeys(files("templates"), 120)
    assert not {name(path): lines(path) for path, limit in limits.items() if lines(path) > limit}


def test_functions_stay_short():
    limits = {
        f"{name(path)}:{function.name}": (
            length(function),
            25 if "views" in path.parts and is_view(function) else 40,
        )
        for path in sources()
        for function in functions(path)
    }
    assert not {function: size for function, (size, limit) in limits.items() if size > limit}


# Templates


class AnyName(dict):
    """Filters and tests belong to the app; here each name is taken to be one."""

    def get(self, key, default=None):
        return default or (lambda value, *_, **__: value)


@pytest.fixture(scope="module")
def environment():
    environment = Environment(
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"], autoescape=True
    )
    environment.filters = AnyName(environment.filters)
    environment.tests = AnyName(environment.tests)
    return environment


@pytest.mark.parametrize("path", files("templates"), ids=name)
def test_template_compiles_and_uses_what_it_imports(path, environment):
    source = path.read_text(encoding="utf-8")
    environment.compile(source, name(path))
    parsed = environment.parse(source)
    used = {node.name for node in parsed.find_all(nodes.Name) if node.ctx == "load"}
    imported = {node.target for node in parsed.find_all(nodes.Import)}
    for node in parsed.find_all(nodes.FromImport):
        imported |= {each[1] if isinstance(each, tuple) else each for each in node.names}
    assert imported <= used
    named = {each for each in meta.find_referenced_templates(parsed) if each}
    assert not {each for each in named if not (ROOT / "templates" / each).is_file()}


@pytest.mark.parametrize("path", files("templates", suffix=".html"), ids=name)
def test_template_has_no_sentence_outside_translation(path):
    source = path.read_text(encoding="utf-8")
    source = re.sub(r"{%-?\s*trans\b.*?endtrans\s*-?%}|{#.*?#}|{{.*?}}|{%.*?%}", " ", source, flags=re.DOTALL)
    source = re.sub(r"<(script|style)\b.*?</\1>", " ", source, flags=re.DOTALL)
    spoken = re.findall(r'\b(?:alt|title|placeholder|aria-label)="([^"]*)"', source)
    text = html.unescape(" ".join([re.sub(r"<[^>]*>", " ", source), *spoken]))
    words = set(re.findall(r"[A-Za-z가-힣][\w/]+", text))
    assert not words - UNTRANSLATED


def test_pages_ask_no_other_host():
    pattern = re.compile(r"<(?:script|link|img|iframe)\b[^>]*https?://|url\(\s*[\"']?(?:https?:)?//|@import")
    assert not [
        name(path)
        for path in files("templates", "static/css", "static/js")
        if pattern.search(path.read_text())
    ]


def test_style_sheets_name_files_that_exist():
    for path in files("static", suffix=".css"):
        for target in re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text(encoding="utf-8")):
            assert target.startswith(("data:", "#")) or (path.parent / target).is_file(), (
                f"{name(path)}: {target}"
            )


# Words


def test_no_warning_is_silenced_without_a_listed_reason():
    found = set()
    for path in files(*SOURCE_FOLDERS, "tests", suffix=".py"):
        for codes in re.findall(
            r"#\s*(?:ruff:\s*)?noqa\b:?\s*([A-Z0-9, ]*)", path.read_text(encoding="utf-8")
        ):
            found |= {f"{name(path)} {code.strip() or 'everything'}" for code in codes.split(",")}
    assert found == ALLOWED_NOQA


def test_nothing_is_left_open():
    pattern = re.compile(rf"\b({'|'.join(LEFT_OPEN)})\b")
    folders = (*PRODUCT_FOLDERS, "tests", "docs", "translations")
    assert not [
        name(path) for path in text_files(*folders) if pattern.search(path.read_text(encoding="utf-8"))
    ]


def test_no_file_names_a_package_host():
    texts = {path: path.read_text(encoding="utf-8") for path in text_files(".")}
    assert not [name(path) for path, text in texts.items() if any(host in text for host in PACKAGE_HOSTS)]


def test_product_code_names_no_place_outside_the_tree():
    texts = {path: path.read_text(encoding="utf-8") for path in text_files(*PRODUCT_FOLDERS)}
    assert not [name(path) for path, text in texts.items() if any(place in text for place in ELSEWHERE)]


# Locks and files from others


def pins(lock: str) -> dict[str, str]:
    """Read a lock file; each requirement is one pinned version with its sums."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line.strip().startswith("#") or not line.strip():
            continue
        match = re.fullmatch(
            r"([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)((?: ;.*?)?)((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", line
        )
        assert match, f"{lock}: {line[:80]}"
        found[match[1] + match[3].rstrip()] = match[2]
    return found


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_are_pinned_and_name_no_host(lock):
    assert pins(lock)
    assert "//" not in (ROOT / lock).read_text(encoding="utf-8")


def test_locks_agree_with_each_other_and_with_pyproject():
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runtime.items() <= dev.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {re.match(r"[\w-]+", each)[0].lower() for each in project["project"]["dependencies"]}
    assert wanted <= {key.partition(" ")[0] for key in runtime}


def test_files_from_others_are_the_ones_recorded():
    record = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    recorded = dict(re.findall(r"^\| `([^`]+)` .*\| `([0-9a-f]{64})` \|$", record, flags=re.MULTILINE))
    kept = [*(ROOT / "static/vendor").glob("*.*"), *(ROOT / "tests/vendor").glob("*.js")]
    kept.append(ROOT / "survey/operations/common_passwords.txt")
    kept += [*(ROOT / "static/fonts").rglob("*.ttf"), *(ROOT / "static/fonts").rglob("*.woff2")]
    assert recorded == {name(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


# Settings and translations


def test_every_setting_is_documented():
    code = "".join(
        (ROOT / path).read_text(encoding="utf-8") for path in ("survey/config.py", "scripts/serve.py")
    )
    read = set(re.findall(r"""env(?:iron)?(?:\.get\(|\[)['"]([A-Z_]+)['"]""", code)) - {"STARTED"}
    table = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    assert read == set(re.findall(r"^\| `([A-Z_]+)` \|", table, flags=re.MULTILINE))


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_catalogue_is_complete(language):
    assert translations.catalogue_path(language).is_file()
    catalogue = translations.read_catalogue(language)
    messages = [message for message in catalogue if message.id]
    wanted = {(message.context, message.id) for message in translations.extract() if message.id}
    assert {(message.context, message.id) for message in messages} == wanted
    assert not [
        message.id for message in messages if message.fuzzy or not translations.is_translated(message)
    ]
    assert not [message.id for message in messages if not has_same_placeholders(message)]


def has_same_placeholders(message) -> bool:
    pattern = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    targets = message.string if isinstance(message.string, tuple) else (message.string,)
    # A singular may leave its number out; the plural names everything.
    return all(set(pattern.findall(target)) == set(pattern.findall(sources[-1])) for target in targets)
