"""How soon the map is there, in a real browser that has never been there."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from benchmarks.page import chromium, served
from directory import load

LATITUDE, LONGITUDE = 34.0537, -118.2428
"""The middle of the example catalog, and of the made-up town."""
ZOOM = 13
VISITS = 7
TILES_TAKE = 12
"""Calls that draw, in one frame, when there are tiles: ground and pins take half as many."""
MOST = 3.0
"""Target: the time until the map begins to show, beside that of the stock map."""

# Notes when something is there first, in milliseconds from the start of the visit: the list, any
# call that draws on a canvas, a frame with as many such calls as only tiles need, and the end, when
# the map says that nothing is left to come. The page is told nothing and asked nothing.
_NOTE = """
(wanted) => {
  const at = {};
  let drawn = 0;
  const note = (name) => {
    at[name] ??= performance.now();
    if (wanted.every((each) => each in at)) {
      document.documentElement.dataset.noted = JSON.stringify(at);
    }
  };
  const look = () => {
    if (drawn > 0) note("first");
    if (drawn >= TILES_TAKE) note("tiles");
    if (document.querySelector(".rd-cards > .rd-card")) note("list");
    if (document.querySelector(".rd-chart[data-drawn]")) note("end");
    drawn = 0;
    requestAnimationFrame(look);
  };
  for (const name of ["drawArrays", "drawElements", "drawArraysInstanced",
                      "drawElementsInstanced"]) {
    const draw = WebGL2RenderingContext.prototype[name];
    WebGL2RenderingContext.prototype[name] = function (...given) {
      drawn += 1;
      return draw.apply(this, given);
    };
  }
  requestAnimationFrame(look);
}
""".replace("TILES_TAKE", str(TILES_TAKE))


def first_paint(town: Path, plain: Path) -> bool:
    """Measure and print; true when the target is met.

    `town` is a catalog with streets, `plain` the same without.
    """
    pins = {
        "view": [LATITUDE, LONGITUDE, ZOOM],
        "places": [
            [entry.location.longitude, entry.location.latitude]
            for entry in load(plain).resources
            if entry.location and entry.location.latitude is not None
        ],
    }
    plain.with_name("pins.json").write_text(json.dumps(pins), encoding="utf-8")
    here = f"view=map&map={LATITUDE},{LONGITUDE},{ZOOM}&at=2026-11-24T12:00"
    with (
        served("app.py", town) as streets,
        served("app.py", plain) as built_in,
        served("benchmarks/plain_map.py", plain) as stock,
        chromium() as browser,
    ):
        visits = {
            "streets": (f"{streets}/?{here}", ["first", "tiles", "end"]),
            "built-in map": (f"{built_in}/?{here}", ["first", "tiles", "end"]),
            "list": (f"{built_in}/?at=2026-11-24T12:00", ["list"]),
            "stock": (stock, ["first"]),
        }
        noted: dict[str, list[dict[str, float]]] = {name: [] for name in visits}
        for number in range(VISITS + 1):
            for name, (url, wanted) in visits.items():
                found = _visit(browser, url, wanted)
                if number:  # the first visit warms the server
                    noted[name].append(found)
    found = {
        name: {mark: median(each[mark] for each in times) for mark in visits[name][1]}
        for name, times in noted.items()
    }
    bare, stock_first = found["list"]["list"], found["stock"]["first"]
    print(f"a first visit: the list {bare:.0f} ms, pins on a stock map without land ", end="")
    print(f"{stock_first:.0f} ms")
    for name in ("streets", "built-in map"):
        first, tiles, end = (found[name][mark] for mark in ("first", "tiles", "end"))
        print(
            f"  {name}: first pixels {first:.0f} ms ({first / stock_first:.2f} times the stock "
            f"map, target {MOST}), tiles {tiles:.0f} ms ({tiles / bare:.2f} times the list, "
            f"{tiles / stock_first:.2f} times the stock map), all names faded in {end:.0f} ms"
        )
    return found["streets"]["first"] / stock_first <= MOST


def _visit(browser: Browser, url: str, wanted: list[str]) -> dict[str, float]:
    """When a browser that has never been there sees some things first, in milliseconds."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.add_init_script(f"({_NOTE})({json.dumps(wanted)})")
        page.goto(url, wait_until="commit")
        page.wait_for_selector("[data-noted]", state="attached", timeout=120_000)
        noted: dict[str, float] = json.loads(
            page.locator("[data-noted]").get_attribute("data-noted") or "{}"
        )
        return noted
    finally:
        context.close()
