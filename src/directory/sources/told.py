"""How each feed is doing, in words: how old it is, and what is the matter with it."""

from __future__ import annotations

import datetime as dt

from directory.sources.feed import State
from directory.words import Words

_MOMENT = dt.timedelta(seconds=1)


def told(state: State, now: dt.datetime, words: Words) -> list[str]:
    """A few sentences on a feed; `now` is aware, and dates are those of its zone."""
    say = words._
    copy = state.copy
    found: list[str] = []
    if copy is not None and state.checked_at is not None:
        found.append(
            words.n(
                "Read {ago}, {rows} row, {entries} of them used.",
                "Read {ago}, {rows} rows, {entries} of them used.",
                copy.rows,
                ago=words.ago(max(now - state.checked_at, _MOMENT)),
                rows=words.number(copy.rows),
                entries=words.number(copy.entries),
            )
        )
    elif state.failing_since is None and state.held is None:
        found.append(say("Not read yet."))
    if state.failing_since is not None:
        found.append(
            say(
                "Cannot be read since {date}: {reason}",
                date=_date(state.failing_since, now, words),
                reason=state.reason.told(say) if state.reason else "",
            )
        )
        if copy is not None:
            found.append(say("The copy of {date} is shown.", date=_date(copy.read_at, now, words)))
    if state.held is not None:
        found.append(
            say(
                "Held back: on {date} it came with only {entries} entries. The copy from before is"
                " shown until someone accepts the new one.",
                date=_date(state.held.read_at, now, words),
                entries=words.number(state.held.entries),
            )
        )
    return found


def _date(value: dt.datetime, now: dt.datetime, words: Words) -> str:
    local = value.astimezone(now.tzinfo)
    return f"{words.date(local)}, {words.time(local)}"
