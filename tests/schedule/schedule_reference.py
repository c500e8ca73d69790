"""Another, slow way of telling when things take place: day by day, with zoneinfo.

It shares no code with the product, so that the two can be held against each other.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BANDS = {"morning": (240, 720), "midday": (660, 1020), "evening": (960, 1260), "night": (1200, 300)}


def instant(wall, zone):
    """A naive wall time in UTC: zoneinfo moves skipped ones forward, and takes the first."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)


def in_utc(occurrence):
    """Start and end in UTC: within a repeated hour, times of two zones are never equal."""
    if occurrence is None:
        return None
    return occurrence.start.astimezone(dt.UTC), occurrence.end.astimezone(dt.UTC)


def takes_place(rule, date):
    if rule.date is not None and date != rule.date:
        return False
    if rule.date is None and NAMES[date.weekday()] not in [day.value for day in rule.days]:
        return False
    if (rule.from_ and date < rule.from_) or (rule.until and date > rule.until):
        return False
    if rule.weeks:
        same = [date.replace(day=n) for n in range(1, 32) if valid(date, n)]
        same = [other for other in same if other.weekday() == date.weekday()]
        if not any(
            -len(same) <= n <= len(same) and n and pick(same, n) == date for n in rule.weeks
        ):
            return False
    if rule.every > 1:
        start = rule.from_ - rule.from_.weekday() * DAY
        return ((date - date.weekday() * DAY) - start).days // 7 % rule.every == 0
    return True


def pick(same, n):
    return same[n - 1] if n > 0 else same[n]


def valid(date, n):
    try:
        date.replace(day=n)
    except ValueError:
        return False
    return True


def sessions_on(resource, zone, date):
    """(start, end, date, time on the wall) of the sessions that start on a date."""
    if any(c.from_ <= date <= (c.to or c.from_) for c in resource.closed):
        return []
    found = []
    for rule in resource.schedule:
        if takes_place(rule, date):
            wall = dt.datetime.combine(date, rule.start)
            start = instant(wall, zone)
            if rule.end is None:
                end = start + 60 * MINUTE
            else:
                until = dt.datetime.combine(date, rule.end)
                until += DAY if rule.end <= rule.start else 0 * DAY
                end = instant(until, zone)
                if end <= start:
                    end = start + (until - wall)
            found.append((start, end, date, rule.start))
    return sorted(found)


def sessions(resource, zone, first, last):
    """All sessions on dates from `first` to `last`, in order."""
    days = ((last - first).days + 1) * [DAY]
    dates = [first + n * day for n, day in enumerate(days)]
    return sorted(one for date in dates for one in sessions_on(resource, zone, date))


def weekdays(wanted):
    groups = {"weekdays": NAMES[:5], "weekend": NAMES[5:]}
    return {NAMES.index(n) for one in wanted.days for n in groups.get(one, (one,)) if n in NAMES}


def in_band(minute, wanted):
    if wanted.bands:
        spans = [BANDS[band] for band in wanted.bands]
        if not any(a <= minute < b if a < b else minute >= a or minute < b for a, b in spans):
            return False
    if wanted.start is None and wanted.stop is None:
        return True
    start = wanted.start.hour * 60 + wanted.start.minute if wanted.start else 0
    stop = wanted.stop.hour * 60 + wanted.stop.minute if wanted.stop else 1440
    if wanted.stop is not None and wanted.stop == dt.time(0):
        stop = 1440
    if start == stop or (start, stop) == (0, 1440):
        return True
    return start <= minute < stop if start < stop else minute >= start or minute < stop


def on_day(date, today, wanted):
    if not wanted.days:
        return True
    if date.weekday() in weekdays(wanted):
        return True
    return ("today" in wanted.days and date == today) or (
        "tomorrow" in wanted.days and date == today + DAY
    )


def in_time(start, end, at, wanted):
    if not wanted.when:
        return True
    soon = at - 10 * MINUTE <= start <= at + 120 * MINUTE
    return ("now" in wanted.when and start <= at < end) or ("soon" in wanted.when and soon)


def next_session(resource, zone, at, wanted, reader: ZoneInfo | None = None, days=1500):
    today = at.astimezone(reader or zone).date()
    date = at.astimezone(zone).date() - 3 * DAY
    for _ in range(days):
        for start, end, own_date, own_time in sessions_on(resource, zone, date):
            clock = start.astimezone(reader) if reader else None
            time = clock.time() if clock else own_time
            if (
                end > at
                and (
                    on_day(clock.date() if clock else own_date, today, wanted)
                    or ("today" in wanted.days and start <= at)
                )
                and in_band(time.hour * 60 + time.minute, wanted)
                and in_time(start, end, at, wanted)
            ):
                return start, end
        date += DAY
    return None
