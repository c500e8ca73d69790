"""The page shows what the library finds: the same entries in the same order, on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from walking import IDS, NOON, expect_ids, expect_total, settled

from directory import search
from directory.snapshot import Snapshot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser-1")]

LINKS = [
    "near=90012&day=tue,wed&time=evening&type=open",
    "near=Pasadena, CA&within=15mi&kind=housing,recovery-center,treatment",
    "day=weekend&attend=hybrid,online&sort=name",
    "when=now,soon&kind=meeting,food,health",
    "q=step group&from=17:00&to=21:00",
    "near=34.05,-118.24&within=8km&sort=soonest",
    "id=noon-bite,monday-night-steps,casa-segura,never-was&near=90012",
    "verified=6m&language=es",
    "at=2026-12-25T10:00&day=today",
]


@pytest.mark.parametrize("link", LINKS)
def test_the_page_and_the_library_agree_on_every_result(
    find: Callable[..., Page], snapshot: Snapshot, link: str
) -> None:
    results = search(snapshot, link, at=NOON)
    ids = [hit.resource.id for hit in results]
    assert ids
    page = find(link)
    if not link.startswith("id="):
        expect_total(page, results.total)
    seen: list[str] = []
    for start in range(0, len(ids), 25):
        expect_ids(page, ids[start : start + 25])
        seen += page.evaluate(IDS)
        if start + 25 < len(ids):
            page.get_by_role("link", name="Next", exact=True).click()
            settled(page)
    assert seen == ids


def test_distances_on_the_cards_are_those_the_library_measured(
    find: Callable[..., Page], snapshot: Snapshot
) -> None:
    page = find("near=90012&kind=meeting&within=3mi")
    for hit in search(snapshot, "near=90012&kind=meeting&within=3mi", at=NOON)[:25]:
        far = page.locator(f"[data-key='c-{hit.resource.id}'] .rd-far").inner_text()
        assert hit.distance is not None
        assert float(far.removeprefix("about ").removesuffix(" mi")) == round(hit.distance, 1)
