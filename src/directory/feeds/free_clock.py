"""Which half of the day is meant, in times as people write them.

A time with am or pm, noon and midnight, and a time on the 24-hour clock (13 and later, 00, or a
hour with its zero: 08:30) say it themselves. For the others these rules hold, and where none does
the time is not certain:

1. In a range, the end's half holds for the start where that keeps the order ("6-8 pm",
   "12-1:30pm"), else the start is in the other half ("9-5pm", "10-2am"). Midnight as the end
   makes the start an evening hour. Where "12pm" or "12am" ends it, many mean the other one: only
   8:00 to 11:59 until 12 pm is certain, a morning.
2. In a range, the start's half gives the end: the next time that the clock shows it ("10am-2").
3. Without any half, 7:00 to 11:59 until 12:00 to 6:59 is morning to afternoon ("8-5", "10-2"),
   12 until 1:00 to 6:59 is after noon, and 1:00 to 4:59 until a later hour before 9 is afternoon
   ("1-3"). "7-8" or "6-9" could be either.
4. Alone, 12:00 to 12:59 is noon; any other hour ("7:30") could be either, and a lone number ("7",
   "12") anything.
5. "Friday midnight" may be how Friday begins or how it ends, so it is certain only as an end, or on
   all days of the week. With a part of the day beside it ("Friday nights 10-2"), a start has to say
   its half itself.

A range that runs past midnight for more than `LONGEST` is taken for a slip, and is not certain.
"""

from __future__ import annotations

from directory.feeds.clock import DAY

LONGEST = 14 * 60
"""The longest time past midnight that is believed, in minutes: a night shelter, 6 pm to 8 am."""

_NOON = 720
_MORNING = 480

Clock = tuple[int, int, str]
"""Hour, minute and half: a, p, h (24-hour clock), m (the word midnight), empty, or ? for an hour
without minutes."""


class UncertainError(ValueError):
    """The words do not say for certain when it is."""


def one(time: Clock, by_24: bool) -> int:
    """Minutes after midnight of a time that stands alone. Raises `UncertainError`."""
    found = _known(time, by_24)
    hour, minute, half = time
    if found is None and hour == 12:
        found = _NOON + minute
    if found is None or found == DAY or half == "?":
        raise UncertainError
    return found


def span(first: Clock, last: Clock, by_24: bool) -> tuple[int, int]:
    """Start and end of a range, in minutes; the end of a day is 1440. Raises `UncertainError`.

    An end at or before the start is on the next day.
    """
    start, end = _known(first, by_24), _known(last, by_24)
    if start is None and end is None:
        start, end = _bare(first, last)
    elif start is None and end is not None:
        start = _start(first, last, end)
    elif start is not None and end is None:
        end = _end(start, first, last)
    assert start is not None
    assert end is not None
    if start in (DAY, end) or end % DAY == start:
        raise UncertainError
    if end == 0:
        end = DAY
    if end < start and end + DAY - start > LONGEST:
        raise UncertainError
    return start, end


def _known(time: Clock, by_24: bool) -> int | None:
    hour, minute, half = time
    if half in ("a", "m"):
        return hour % 12 * 60 + minute
    if half == "p":
        return (hour % 12 + 12) * 60 + minute
    if half == "h" or by_24 or hour >= 13 or hour == 0:
        return hour * 60 + minute
    return None


def _start(first: Clock, last: Clock, end: int) -> int:
    hour, minute, _ = first
    if last[2] not in ("a", "p", "m"):  # the 24-hour clock, for both
        if hour * 60 + minute >= end:
            raise UncertainError
        return hour * 60 + minute
    face = hour % 12 * 60 + minute
    if last[0] == 12 and (
        last[2] == "a"
        or (last[2] == "p" and ((hour != 12 and face < _MORNING) or (hour == 12 and end == _NOON)))
    ):
        raise UncertainError  # "10-12am" may be meant to end at noon, "7-12pm" at midnight
    if end == 0:
        return face + _NOON
    same = face + (_NOON if last[2] == "p" else 0)
    if hour == 12 and last[2] in ("a", "m"):
        raise UncertainError
    return same if same < end else (same + _NOON) % DAY


def _end(start: int, first: Clock, last: Clock) -> int:
    hour, minute, _ = last
    if first[2] not in ("a", "p"):
        if hour * 60 + minute <= start:
            raise UncertainError
        return hour * 60 + minute
    face = hour % 12 * 60 + minute
    return min((face, face + _NOON), key=lambda end: (end - start) % DAY or DAY)


def _bare(first: Clock, last: Clock) -> tuple[int, int]:
    start = first[0] % 12 * 60 + first[1]
    end = last[0] % 12 * 60 + last[1]
    if start >= 420 > end:
        return start, end + _NOON
    if (start < 60 and 60 <= end < 420) or (60 <= start < 300 and start < end < 540):
        return start + _NOON, end + _NOON
    raise UncertainError
