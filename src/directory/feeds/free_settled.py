"""The pieces of a text as the grammar reads them: without fillers, and nothing in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from directory.feeds.free_clock import UncertainError
from directory.feeds.free_words import Part, Piece


def settled(found: Sequence[Piece]) -> list[Piece]:
    """The pieces without fillers; what is in doubt raises `UncertainError`."""
    kept: list[Piece] = []
    for piece in found:
        if piece.part is Part.DOUBT:
            raise UncertainError
        if piece.part is Part.FILLER and piece.value and kept and kept[-1].part is Part.TIME:
            hour, minute, half = kept[-1].value
            if half in ("", "?") and 1 <= hour <= 12:
                if hour == 12 and not piece.text.lower().endswith("tarde"):
                    raise UncertainError  # "12 de la noche" is midnight
                kept[-1] = Piece(Part.TIME, kept[-1].text, (hour, minute, piece.value))
        elif piece.part is Part.FILLER and kept and kept[-1].part is Part.ORDINAL:
            raise UncertainError  # "the last meeting is Friday" speaks of no month
        elif piece.part not in (Part.FILLER, Part.HALF):
            kept.append(piece)
    aside = (Part.AND, Part.END, Part.APPOINTMENT)
    alone = [piece for piece in kept if piece.part not in aside]
    if alone and all(piece.part is Part.ALL_DAY for piece in alone):
        return [Piece(Part.ALWAYS, alone[0].text)]
    timed = {Part.DAYS, Part.ORDINAL, Part.TIME, Part.EVERY}
    for index, piece in enumerate(kept):
        beside = {near.part for near in kept[max(0, index - 1) : index + 2 : 2]}
        if piece.part is Part.OR:
            if beside & timed:
                raise UncertainError
            kept[index] = Piece(Part.WORD, piece.text)
        elif piece.part is Part.TO and piece.text in ("a", "al") and not beside <= timed:
            kept[index] = Piece(Part.WORD, piece.text)
    return kept
