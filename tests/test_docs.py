"""What the documents promise is what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from directory.catalog.schema import json_schema
from directory.query import PARAMETERS

ROOT = Path(__file__).parents[1]
TRACKED = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *sorted(ROOT.glob("docs/*.md"))]


def test_the_schema_beside_the_example_is_the_one_the_program_prints() -> None:
    written = json.loads((ROOT / "docs/catalog.schema.json").read_text(encoding="utf-8"))
    assert written == json_schema()


def test_every_link_parameter_is_documented_and_no_other() -> None:
    text = (ROOT / "docs/links.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`([a-z]+)`", row)}
    assert documented == set(PARAMETERS)


def test_every_file_that_a_document_links_to_is_there() -> None:
    for name in TRACKED:
        document = ROOT / name
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{name} links to {target}"


def test_the_readme_shows_a_real_picture() -> None:
    picture = (ROOT / "docs/find.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 50_000
