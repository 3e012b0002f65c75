"""Keep the translations: collect sentences from the sources, renew each catalogue, compile it.

``python -m scripts.translations update`` renews ``translations/<language>/LC_MESSAGES/messages.po``;
``python -m scripts.translations compile`` writes the files that the app reads, where they are missing or old.
"""

import ast
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
LANGUAGES = ("ko",)  # English stands in the sources

# Errors keep their sentence, and the page that tells it translates it; so their names mark sentences too.
ERRORS = [
    node.name
    for node in ast.parse((ROOT / "survey/errors.py").read_text(encoding="utf-8")).body
    if isinstance(node, ast.ClassDef)
]

METHODS = [("survey/**.py", "python"), ("templates/**.*", "jinja2")]
KEYWORDS = DEFAULT_KEYWORDS | {
    **dict.fromkeys((*ERRORS, "_l")),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
# The app reads its templates with the same settings; with others, blanks in sentences would differ.
OPTIONS = {"templates/**.*": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
# A note for translators begins with this word.
COMMENT_TAGS = ["Translators:"]


def extract(root: Path = ROOT) -> Catalog:
    """Collect every sentence that the sources mark for translation."""
    template = Catalog(project="Tholos")
    for folder in ("survey", "templates"):
        for path, line, message, comments, context in extract_from_dir(
            root / folder,
            method_map=[(pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS],
            options_map={pattern.removeprefix(f"{folder}/"): options for pattern, options in OPTIONS.items()},
            keywords=KEYWORDS,
            comment_tags=COMMENT_TAGS,
        ):
            template.add(message, None, [(f"{folder}/{path}", line)], auto_comments=comments, context=context)
    return template


def catalogue_path(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str) -> Catalog:
    """Read a language's catalogue, or begin a new one."""
    path = catalogue_path(language)
    if not path.is_file():
        return Catalog(
            locale=language,
            header_comment="# Translations of Tholos, under the same licence as Tholos.",
            project="Tholos",
            version=" ",
            msgid_bugs_address=" ",
            last_translator="The Tholos contributors",
            language_team=language,
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def is_translated(message: Message) -> bool:
    """Say whether a sentence has its translation, in each of its plural forms."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def update() -> None:
    """Bring each catalogue to the sentences of the sources; what is no longer used goes."""
    template = extract()
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, catalogue, ignore_obsolete=True, sort_by_file=True, width=110, include_lineno=False
            )
        empty = sum(1 for message in catalogue if message.id and not is_translated(message))
        print(f"{language}: {len(catalogue)} sentences, {empty} without a translation.")


def compile_catalogues() -> None:
    """Write the compiled form of each catalogue that is newer than it."""
    for source in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        with target.open("wb") as file:
            write_mo(file, catalogue)


if __name__ == "__main__":
    {"update": update, "compile": compile_catalogues}[sys.argv[1]]()
