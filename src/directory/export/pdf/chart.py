"""The map of a print: numbered discs over a drawn ground, its scale, and what it says below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from directory.basemap.frame import fit
from directory.basemap.ground import Atlas
from directory.export.pdf.corners import Look, corners
from directory.export.pdf.groundwork import coats, names
from directory.export.pdf.lines import Line, disc_wide, one_line, paragraph
from directory.export.pdf.sheet import BLACK, WHITE, Disc, Mark, Paths, Picture, Text
from directory.export.pdf.sheet import Frame as Outline
from directory.export.pdf.spots import (
    Numbers,
    Plate,
    Spot,
    apart,
    rows,
    said,
)
from directory.export.pdf.typeface import MM, width
from directory.export.pdf.wanted import Job

_CROSS = 2.2
_MANY = 100
"""Dots from which on they are smaller."""


class Chart:
    """A map that shows entries, before it stands on a page."""

    def __init__(
        self,
        job: Job,
        atlas: Atlas,
        places: Sequence[Spot],
        numbers: Numbers,
        *,
        wide: float,
        high: float,
        look: Look,
        credited: bool = True,
    ) -> None:
        """`numbers` are those of the list; without any the map has dots. Sizes are in mm.

        `credited`: it says whose work it is.
        """
        self._credited = credited
        self._job, self._atlas, self._numbers, self._look = job, atlas, numbers, look
        self._places = places
        self.wide, self.map_high = wide, high
        place = job.results.place
        self._origin = (place.latitude, place.longitude) if place else None
        edge = 2 + look.number * MM
        at = [(spot.latitude, spot.longitude) for spot in places]
        self.frame = fit(
            at,
            wide,
            high,
            least_km=atlas.least_km(at),
            edge=edge,
            origin=self._origin,
        )
        self.shown = [
            spot for spot in places if self.frame.holds((spot.latitude, spot.longitude), edge / 2)
        ]
        """The places that are on it."""

    @cached_property
    def lines(self) -> list[Line]:
        """What is said below it."""
        text = " ".join(self._said())
        return paragraph([text], self._look.words, self.wide, most=6)

    @property
    def high(self) -> float:
        """How high it is with what is said below, in mm."""
        return self.map_high + 1 + sum(line.height for line in self.lines)

    def _said(self) -> Iterator[str]:
        words = self._job.words
        say = words._
        off = [spot for spot in self._places if spot not in self.shown]
        if self._numbers:
            if len({run.text for run in self._numbers.values()}) < len(self._numbers):
                yield say("What has the same number is at the same place.")
            if any(spot.rough for spot in self.shown):
                yield say("A white circle: about there.")
            numbers = said(self._number(id) for spot in off for id in spot.ids)
            if off:
                yield say("Too far away for this map: {numbers}.", numbers=numbers)
        else:
            yield say("Each dot is a place in the list.")
            if any(spot.rough for spot in self.shown):
                yield say("A white circle: about there.")
            if off:
                yield words.n(
                    "{count} more place is too far away for this map.",
                    "{count} more places are too far away for this map.",
                    len(off),
                )
        if self._cross() is not None:
            yield say("The cross: the place of the search.")

    def _number(self, id: str) -> int:
        return int(self._numbers[id].text)

    def _cross(self) -> tuple[float, float] | None:
        if self._origin is None or not self.frame.holds(self._origin, _CROSS):
            return None
        return self.frame.at(*self._origin)

    def picture(self, x: float, y: float) -> list[Mark]:
        """The marks of the map and of the words below it, from its upper left corner."""
        ground = self._atlas.ground(self.frame)
        marks: list[Mark] = list(coats(ground, self.frame.km))
        corner, taken = corners(self._job, self.frame, ground, self._look, credited=self._credited)
        cross = self._cross()
        if cross is not None:
            taken.append(Plate(*cross, 2 * _CROSS, 2 * _CROSS))
        pins, over = self._pins(taken)
        marks += names(ground, self.frame, [*taken, *pins], self._look.name, self._look.least)
        marks += over
        if cross is not None:
            marks += _cross_marks(*cross)
        marks += corner
        found: list[Mark] = [
            Picture(x, y, self.wide, self.map_high, marks),
            Outline(x, y, self.wide, self.map_high),
        ]
        below = y + self.map_high + 1
        for line in self.lines:
            found.append(Text(x, below, line))
            below += line.height
        return found

    def _pins(self, taken: Sequence[Plate]) -> tuple[list[Plate], list[Mark]]:
        """Where the marks of places stand, and what is drawn for them."""
        points = [self.frame.at(spot.latitude, spot.longitude) for spot in self.shown]
        if not self._numbers:
            size = self._look.number * MM * (0.55 if len(points) < _MANY else 0.42)
            exact = [[at] for spot, at in zip(self.shown, points, strict=True) if not spot.rough]
            rough = [[at] for spot, at in zip(self.shown, points, strict=True) if spot.rough]
            layers = ((exact + rough, size + 0.5, WHITE), (exact + rough, size, BLACK),
                      (rough, size - 0.6, WHITE))  # fmt: skip
            dots: list[Mark] = [Paths(lines, thick, ink) for lines, thick, ink in layers if lines]
            return [Plate(*at, size, size) for at in points], dots
        texts = [rows(self._number(id) for id in spot.ids) for spot in self.shown]
        plates = [
            Plate(*at, *_mark_size(text, self._look.number))
            for at, text in zip(points, texts, strict=True)
        ]
        placed = apart(plates, taken, self.wide, self.map_high)
        under: list[Mark] = []
        over: list[Mark] = []
        for spot, text, at, plate in zip(self.shown, texts, points, placed, strict=True):
            if not plate.meets(Plate(*at, 0, 0), -plate.high / 4):
                leader = [at, (plate.x, plate.y)]
                under += [Paths([leader], 0.8, WHITE), Paths([leader], 0.3), Paths([[at]], 1.1)]
            over += _mark(plate, text, spot, self._look.number)
        return placed, under + over


def _cross_marks(x: float, y: float) -> list[Mark]:
    arms = [[(x - _CROSS, y), (x + _CROSS, y)], [(x, y - _CROSS), (x, y + _CROSS)]]
    return [Paths(arms, 1.6, WHITE), Paths(arms, 0.8)]


def _mark_size(text: Sequence[str], size: float) -> tuple[float, float]:
    wide = max(disc_wide(row, size) for row in text)
    high = disc_wide("0", size) + (len(text) - 1) * size * MM * 1.1
    # The ends are round: what stands in two rows needs more room beside it.
    return max(wide + (high * _CORNER if len(text) > 1 else 0), high), high


def _mark(plate: Plate, text: Sequence[str], spot: Spot, size: float) -> list[Mark]:
    hollow = spot.rough
    marks: list[Mark] = [
        Paths([_around(plate)], plate.high + 0.7, WHITE),
        Disc(plate.x, plate.y, plate.wide, plate.high, hollow),
    ]
    step = size * MM * 1.1
    for number, row in enumerate(text):
        line = one_line(row, size, bold=True, white=not hollow)
        top = plate.y + (number - (len(text) - 1) / 2) * step - line.size * MM * _MIDDLE
        marks.append(Text(plate.x - width(row, size, bold=True) / 2, top, line))
    return marks


_CORNER = 0.25
_MIDDLE = 0.93 - 0.73 / 2
"""How far below the top of its line the middle of a digit is, in sizes."""


def _around(plate: Plate) -> list[tuple[float, float]]:
    """A white rim, so that discs part from streets and from each other."""
    half = max(0.0, (plate.wide - plate.high) / 2)
    return [(plate.x - half, plate.y), (plate.x + half, plate.y)]
