"""The examples of docs/feeds.md and examples/ work as they stand."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from directory import load
from directory.catalog.files import read_catalog, read_catalog_text
from directory.model import Source

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_what_the_page_shows_is_read_without_a_problem(block: str) -> None:
    catalog = read_catalog_text(block)
    assert catalog.problems == ()
    assert catalog.sources or catalog.resources


def test_the_example_of_four_feeds_works_without_a_network(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    snapshot = load(tmp_path / "examples" / "joined.yaml")
    assert snapshot.problems == ()
    assert {resource.fellowship for resource in snapshot.resources} == {"aa", "na", "smart", None}
    assert len(snapshot) == 6
    steps = snapshot.get("steps-to-freedom")
    assert steps is not None
    assert steps.location is not None
    assert (steps.location.notes, steps.location.address) == (
        "Side door, ring the bell",
        "100 Example St",
    )


def test_each_public_feed_is_ready_to_be_switched_on() -> None:
    file = ROOT / "examples" / "public-feeds.yaml"
    assert read_catalog(file).problems == ()
    lines = [line[1:] for line in file.read_text("utf-8").splitlines() if line.startswith("#  - {")]
    found = [Source.model_validate(one) for one in yaml.safe_load("\n".join(lines))]
    assert len(found) >= 8
    assert all(one.url and one.url.startswith("https://") for one in found)


def test_every_key_of_a_source_is_explained() -> None:
    for field in Source.model_fields:
        assert f"`{field}`" in PAGE
