"""The words for when: how things stand now, what a rule says, and opening hours day by day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_timezone_name
from babel.lists import format_list
from opening_hours import State as DoorState

from directory.model import SessionRule, Weekday
from directory.schedule.expression import Expression, evaluator, read_expression
from directory.schedule.hours import hours_problem
from directory.schedule.timetable import Occurrence, State
from directory.words import N_, Words

_HOUR = 60
_CLOSING = 30
_STARTING = 2 * _HOUR
_SIX_DAYS_OPEN = 6 * 24 * _HOUR
_SIX_DAYS = dt.timedelta(days=6)
# "Until 2 AM" is the coming night, without naming the day.
_EARLY = dt.timedelta(hours=6, seconds=1)
_HALF_YEAR = dt.timedelta(days=180)

WEEKS = {
    1: N_("1st"),
    2: N_("2nd"),
    3: N_("3rd"),
    4: N_("4th"),
    5: N_("5th"),
    -1: N_("last"),
    -2: N_("2nd to last"),
    -3: N_("3rd to last"),
    -4: N_("4th to last"),
    -5: N_("5th to last"),
}


def state_words(
    state: State,
    at: dt.datetime,
    words: Words,
    *,
    zone: ZoneInfo | None = None,
    name_zone: bool = False,
) -> str:
    """How things stand at an instant: "Open until 5 PM", "Starts in 20 min", "Tomorrow 7 PM".

    Times are those of the entry's zone, or of `zone`; with `name_zone` the zone is named.
    """
    if state.status == "meets":
        return session_words(state.next, at, words, zone=zone, name_zone=name_zone)
    if state.status == "opens":
        clock = _Clock(at, zone or ZoneInfo(state.zone), words, name_zone)
        return _door_words(state, clock)
    return words._(_WITHOUT_TIMES[state.status])


_WITHOUT_TIMES = {
    "closed": N_("Closed for good"),
    "temporarily-closed": N_("Closed for now"),
    "by-appointment": N_("By appointment"),
    "unknown": N_("Hours unknown: call"),
}


def session_words(
    session: Occurrence | None,
    at: dt.datetime,
    words: Words,
    *,
    zone: ZoneInfo | None = None,
    name_zone: bool = False,
) -> str:
    """When a session is: "In progress, ends 8 PM", "Starts in 20 min", "Tue 7 PM"."""
    if session is None:
        return words._(N_("No dates ahead"))
    clock = _Clock(at, zone or session.start.tzinfo or dt.UTC, words, name_zone)
    minutes = clock.minutes(session.start)
    if minutes <= 0 and session.end is not None:
        return words._(N_("In progress, ends {time}"), time=clock.time_said(session.end))
    if minutes <= _STARTING:
        return words._(N_("Starts in {duration}"), duration=duration_words(minutes, words))
    return clock.day_and_time(session.start)


def occurrence_words(
    occurrence: Occurrence,
    at: dt.datetime,
    words: Words,
    *,
    zone: ZoneInfo | None = None,
    name_zone: bool = False,
) -> str:
    """When one session or stretch of open hours is: "Tue 7 PM", "Open Tue, 9 AM to 5 PM"."""
    if occurrence.kind == "session":
        return session_words(occurrence, at, words, zone=zone, name_zone=name_zone)
    clock = _Clock(at, zone or occurrence.start.tzinfo or dt.UTC, words, name_zone)
    if clock.minutes(occurrence.start) <= 0:
        return _door_words(State("opens", occurrence), clock)
    start, end, day = occurrence.start, occurrence.end, clock.day(occurrence.start)
    if end is None or end - start > dt.timedelta(days=1):
        return words._(N_("Open from {day}, {time}"), day=day, time=clock.time_said(start))
    times = {"start": clock.time(start), "end": clock.time(end)}
    return words._(N_("Open {day}, {start} to {end}"), day=day, **times)


def _door_words(state: State, clock: _Clock) -> str:
    words, door = clock.words, state.next
    if door is None:
        return words._(N_("Closed"))
    if clock.minutes(door.start) <= 0:
        minutes = clock.minutes(door.end) if door.end else _SIX_DAYS_OPEN + 1
        if door.end is None or minutes > _SIX_DAYS_OPEN:
            return words._(N_("Open 24/7"))
        if minutes <= _CLOSING:
            return words.n("Closes in {count} min", "Closes in {count} min", minutes)
        time = clock.time_said(door.end)
        if clock.date(door.end - _EARLY) <= clock.today:
            return words._(N_("Open until {time}"), time=time)
        # Midnight belongs to the day that it ends.
        day = clock.day(door.end - dt.timedelta(seconds=1))
        return words._(N_("Open until {day}, {time}"), day=day, time=time)
    opens = {"day": clock.day(door.start), "time": clock.time_said(door.start)}
    if clock.date(door.start) == clock.today:
        return words._(N_("Opens at {time}"), time=opens["time"])
    if state.today:
        return words._(N_("Opens {day} at {time}"), **opens)
    return words._(N_("Closed today, opens {day} at {time}"), **opens)


class _Clock:
    """Dates and times as they are said at an instant in a zone."""

    def __init__(self, at: dt.datetime, zone: dt.tzinfo, words: Words, named: bool) -> None:
        self.words = words
        self._at, self._zone, self._named = at.astimezone(dt.UTC), zone, named
        self.today = self.date(at)

    def minutes(self, moment: dt.datetime) -> int:
        """Minutes until a moment, begun ones counted."""
        # In UTC: within one zone the difference would be that of the clocks on the wall.
        return -((self._at - moment.astimezone(dt.UTC)) // dt.timedelta(minutes=1))

    def date(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self._zone).date()

    def time(self, moment: dt.datetime) -> str:
        local = moment.astimezone(self._zone)
        text = self.words.time(local)
        return f"{text} {zone_words(local, self.words)}" if self._named else text

    def time_said(self, moment: dt.datetime) -> str:
        """A time within a sentence."""
        local = moment.astimezone(self._zone)
        text = self.words.time_said(local)
        return f"{text} {zone_words(local, self.words)}" if self._named else text

    def day(self, moment: dt.datetime) -> str:
        """A day within a sentence: today, tomorrow, Mon, Tue, Dec 8."""
        date = self.date(moment)
        if date == self.today:
            return self.words._(N_("today"))
        if date == self.today + dt.timedelta(days=1):
            return self.words._(N_("tomorrow"))
        day = _day_words(date, self.today, self.words)
        return self.words._(N_("{weekday}"), weekday=day)

    def day_and_time(self, moment: dt.datetime) -> str:
        """A day and time on their own: Today 7 PM, Tue 7 PM, Tue, Dec 8, 7 PM."""
        date, time = self.date(moment), self.time_said(moment)
        if date == self.today:
            return self.words._(N_("Today {time}"), time=time)
        if date == self.today + dt.timedelta(days=1):
            return self.words._(N_("Tomorrow {time}"), time=time)
        day = self.words.alone(_day_words(date, self.today, self.words))
        if date - self.today <= _SIX_DAYS:
            return self.words._(N_("{day} {time}"), day=day, time=time)
        return self.words._(N_("{day}, {time}"), day=day, time=time)


def zone_words(moment: dt.datetime, words: Words) -> str:
    """The short name of the zone of an aware time at that time: PST."""
    return str(get_timezone_name(moment, width="short", locale=words.locale))


def duration_words(minutes: int, words: Words) -> str:
    """20 min, 1 h, 1 h 20 min."""
    hours, rest = divmod(minutes, _HOUR)
    short = words.n("{count} min", "{count} min", rest)
    if not hours:
        return short
    long = words.n("{count} h", "{count} h", hours)
    return f"{long} {short}" if rest else long


def span_words(start: dt.time, end: dt.time | None, words: Words) -> str:
    """From when to when: 7-8 PM, 11 AM-1 PM; without an end the start alone."""
    first = words.time(start)
    if end is None:
        return first
    last = words.time(end)
    head, tail = (re.fullmatch(r"(.*\d)?(.*)", text, re.DOTALL) for text in (first, last))
    if head and tail and head[1] and tail[1] and head[2] == tail[2]:
        first = head[1]
    return f"{first}–{last}"


def days_words(days: Sequence[Weekday], words: Words) -> str:
    """Weekdays in short: Every day, Mon-Fri, Mon and Wed."""
    numbers = sorted({day.number for day in days})
    if len(numbers) == 7:
        return words._(N_("Every day"))
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [words.weekday(day, "abbreviated") for day in Weekday]
    parts = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"{names[run[0]]}–{names[run[-1]]}")
        else:
            parts.extend(names[number] for number in run)
    return str(format_list(parts, locale=words.locale))


def rule_words(rule: SessionRule, words: Words, *, today: dt.date | None = None) -> str:
    """A rule in a line: "Mon and Wed, 7-8 PM", "2nd and 4th Tue, 6:30 PM".

    With `today` a start that has passed is left out, and so is the year when it is this one.
    """
    parts = [_rule_days(rule, words, today), span_words(rule.start, rule.end, words)]
    if rule.date is None:
        if rule.from_ and (rule.from_ > today if today else rule.every == 1):
            date = _date_words(rule.from_, today, words)
            parts.append(words._(N_("from {date}"), date=date))
        if rule.until:
            date = _date_words(rule.until, today, words)
            parts.append(words._(N_("until {date}"), date=date))
    return words.alone(", ".join(parts))


def hours_lines(
    expr: str, words: Words, *, week_of: dt.date | None = None
) -> list[tuple[str, str]]:
    """Opening hours day by day: ("Mon-Fri", "9 AM-5 PM"), ("Public holidays", "Closed").

    Hours that change with the season or the week of the month are those of the week of a date;
    without one they are given as they are written. Empty when they cannot be read.
    """
    if hours_problem(expr) is not None:
        return []
    expression = read_expression(expr)
    if week_of is None and not expression.weekly:
        return [(words._(N_("Hours")), expr)]
    date = week_of or _ANY_MONDAY
    monday = date - dt.timedelta(days=date.weekday())
    texts = _texts_by_day(expression, frozenset(), monday, 7, words)
    lines: list[tuple[list[Weekday], str]] = []
    for day, text in zip(Weekday, texts, strict=True):
        if lines and lines[-1][1] == text:
            lines[-1][0].append(day)
        else:
            lines.append(([day], text))
    named = [(words.alone(days_words(days, words)), text) for days, text in lines]
    if any(0 in rule.holidays and not (rule.wide or rule.within) for rule in expression.rules):
        free = _texts_by_day(expression, frozenset({_ANY_MONDAY}), _ANY_MONDAY, 1, words)
        named.append((words._(N_("Public holidays")), free[0]))
    return named


# A Monday in no season in particular.
_ANY_MONDAY = dt.date(2024, 1, 15)
_WHOLE_DAY = dt.timedelta(days=1)


def _texts_by_day(
    expression: Expression, holidays: frozenset[dt.date], first: dt.date, count: int, words: Words
) -> list[str]:
    """What is said of each of some days; a night belongs to the day on which it begins."""
    own, after = expression.by_day()
    nights = {} if after is None else _nights(after.text(holidays), first, count)
    days = []
    for number in range(count):
        begin = dt.datetime.combine(first, dt.time()) + number * _WHOLE_DAY
        midnight = begin + _WHOLE_DAY
        parts = []
        for low, high, state, comment in evaluator(own.text(holidays)).intervals(begin, midnight):
            if state == DoorState.CLOSED:
                continue
            until = nights.get(begin, high) if high == midnight and low > begin else high
            said = _opening_words(low, until, words) if state == DoorState.OPEN else ""
            parts.append(" ".join(filter(None, [said, _remark(state, comment, words)])))
        days.append(", ".join(parts) or words._(N_("Closed")))
    return days


def _nights(text: str, first: dt.date, count: int) -> dict[dt.datetime, dt.datetime]:
    """When the night ends that begins on each of some days."""
    start = dt.datetime.combine(first, dt.time())
    intervals = evaluator(text).intervals(start, start + count * _WHOLE_DAY)
    return {
        low: high + _WHOLE_DAY
        for low, high, state, _ in intervals
        if state == DoorState.OPEN and low.time() == dt.time()
    }


def _opening_words(begins: dt.datetime, ends: dt.datetime, words: Words) -> str:
    if ends - begins == _WHOLE_DAY and begins.time() == dt.time():
        return words._(N_("Open 24 hours"))
    return span_words(begins.time(), ends.time(), words)


def _remark(state: DoorState, comment: str, words: Words) -> str:
    if state == DoorState.OPEN:
        return f"({comment})" if comment else ""
    return comment or words._(N_("Ask first"))


def _rule_days(rule: SessionRule, words: Words, today: dt.date | None) -> str:
    if rule.date is not None:
        this_year = today is not None and rule.date.year == today.year
        skeleton = "MMMEd" if this_year else "yMMMEd"
        return str(format_skeleton(skeleton, rule.date, locale=words.locale))
    days = days_words(rule.days, words)
    if rule.weeks:
        order = sorted(rule.weeks, key=lambda week: (week < 0, week))
        weeks = format_list([words._(WEEKS[week]) for week in order], locale=words.locale)
        days = words._(N_("{weeks} {days}"), weeks=weeks, days=days)
    if rule.every == 2:
        return words._(N_("every other {days}"), days=days)
    if rule.every > 2:
        return words.n(
            "every week on {days}", "every {count} weeks on {days}", rule.every, days=days
        )
    return days


def _day_words(date: dt.date, today: dt.date, words: Words) -> str:
    if dt.timedelta(0) < date - today <= _SIX_DAYS:
        return words.weekday(list(Weekday)[date.weekday()], "abbreviated")
    skeleton = "MMMEd" if abs(date - today) < _HALF_YEAR else "yMMMEd"
    return str(format_skeleton(skeleton, date, locale=words.locale))


def _date_words(date: dt.date, today: dt.date | None, words: Words) -> str:
    skeleton = "MMMd" if today is not None and date.year == today.year else "yMMMd"
    return str(format_skeleton(skeleton, date, locale=words.locale))
