"""Gather the messages of the pages and bring every language file up to date.

`make words` writes src/directory/locale/directory.pot and merges it into each language's .po,
keeping what is translated. It prints what still lacks a translation.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "directory"
LOCALE = SOURCE / "locale"
KEYWORDS = {"_": None, "say": None, "N_": None, "n": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]


def template() -> Catalog:
    """Every message of the source."""
    catalog = Catalog(project="Recovery Resource Directory", charset="utf-8", fuzzy=False)
    for file, _line, message, _comments, context in extract_from_dir(
        SOURCE,
        method_map=METHODS,
        options_map={"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}},
        keywords=KEYWORDS,
    ):
        catalog.add(message, locations=[(file, 0)], context=context)
    return catalog


def text_of(catalog: Catalog) -> bytes:
    """A language file's text, without dates and line numbers, so that it changes with its words."""
    out = io.BytesIO()
    write_po(out, catalog, width=100, include_lineno=False, omit_header=True, sort_output=True)
    head = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    if catalog.locale is not None:
        head += f'"Plural-Forms: {catalog.plural_forms}\\n"\n'.encode()
    return head + b"\n" + out.getvalue()


def merged(language: str, found: Catalog, locale: Path = LOCALE) -> Catalog:
    """A language's catalog with exactly the messages found, translations kept."""
    file = locale / language / "LC_MESSAGES" / "directory.po"
    old = read_po(io.BytesIO(file.read_bytes()), locale=language)
    old.update(found, no_fuzzy_matching=True)
    old.obsolete.clear()
    return old


def main() -> None:
    """Write the template and the language files."""
    found = template()
    (LOCALE / "directory.pot").write_bytes(text_of(found))
    for folder in sorted(path for path in LOCALE.iterdir() if path.is_dir()):
        catalog = merged(folder.name, found)
        (folder / "LC_MESSAGES" / "directory.po").write_bytes(text_of(catalog))
        missing = [m for m in catalog if m.id and not all(_strings(m.string))]
        print(f"{folder.name}: {len(catalog)} messages, {len(missing)} without translation")


def _strings(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value or "",)


if __name__ == "__main__":
    main()
