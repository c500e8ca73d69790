"""Links, phone numbers, e-mail addresses, coordinates and dates as feeds write them."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any
from urllib.parse import urlsplit

from babel.core import get_global

from directory.feeds.text import plain_line, written
from directory.model import check_email, check_phone, check_url, check_zone

_MEETING_SERVICES = """
8x8.vc bluejeans.com chime.aws discord.com discord.gg facetime.apple.com fccdl.in freeconference.com
freeconferencecall.com goto.com gotomeet.me gotomeeting.com hangouts.google.com horizon.meta.com
jitsi.org join.me maps.secondlife.com meet.google.com meet.jit.si meetings.dialpad.com
signal.group signal.link skype.com slurl.com starleaf.com teams.live.com teams.microsoft.com
uberconference.com vrchat.com webex.com whereby.com zoho.com zoom.com zoom.us zoomgov.com
"""
_PAYMENT_SERVICES = """
cash.app cash.me donorbox.org gofundme.com paypal.com paypal.me square.link squareup.com stripe.com
venmo.com zellepay.com
"""
CONFERENCE_HOSTS = frozenset(_MEETING_SERVICES.split())
"""Where video meetings are held; a link counts with these hosts and their subdomains only."""
_PAYMENT_HOSTS = frozenset(_PAYMENT_SERVICES.split())

_OLD_ZONES = frozenset({"US", "Canada", "Brazil", "Mexico", "Chile"})

_HOST = re.compile(
    r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9](?::\d+)?(?=[/?#]|$)",
    re.IGNORECASE,
)
_DATES = (
    "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y",
)  # fmt: skip


def read_url(value: Any) -> tuple[str | None, str | None]:
    """A web address, and what was wrong with it: a scheme is added, a bad address left out."""
    text = written(value)
    if text is None:
        return None, None
    text = text.replace("&amp;", "&")
    address, mended = text, None
    if text.startswith("//"):
        address, mended = f"https:{text}", "had no scheme, so https: is added"
    elif _HOST.match(text) and not re.match(r"(?i)(?:https?|mailto|tel):", text):
        address, mended = f"https://{text}", "had no scheme, so https:// is added"
    elif fixed := re.match(r"(?i)^(https?)(?::/?|;//|//)(?!/)(.+)$", text):
        address, mended = f"{fixed[1]}://{fixed[2]}", "had a broken scheme, which is mended"
    try:
        checked = check_url(address)
    except ValueError as error:
        return None, f"{_reason(error)}; left out"
    if urlsplit(checked).scheme.lower() not in ("http", "https"):
        return None, "is not a web address; left out"
    if len(checked) > 2_000:
        return None, "is too long; left out"
    return checked, mended


def split_link(value: Any) -> tuple[str | None, str | None]:
    """A link and the words written after it: "https://zoom.us/j/1 Passcode 2"."""
    text = written(value)
    match = re.match(r"(?is)(https?://\S+?)[,;]?\s+(\S.*)", text or "")
    return (match[1], match[2]) if match else (text, None)


def host_of(url: str) -> str:
    """The host of a web address in lower case, without a last dot."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def is_conference(url: str) -> bool:
    """True for the link of a known video or voice service; whole labels count: not notzoom.us."""
    return _within(host_of(url), CONFERENCE_HOSTS)


def is_payment(url: str) -> bool:
    """True for a page that takes money, which is no website of a meeting."""
    return _within(host_of(url), _PAYMENT_HOSTS)


def _within(host: str, known: frozenset[str]) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in known for start in range(len(labels)))


def read_phones(value: Any) -> tuple[list[str], list[str]]:
    """Phone numbers joined by commas or "or", and the parts that are none."""
    text = plain_line(value)
    if text is None:
        return [], []
    parts = [part.strip() for part in re.split(r"\s*(?:[;/|]|,(?!,)|\bor\b|\band\b)\s*", text)]
    parts = [part for part in parts if part]
    # An extension or one-tap code after a comma belongs to its number: "+1 555 555 0100,,123#".
    if any(len(re.sub(r"\D", "", part)) < 7 for part in parts) or ",," in text:
        parts = [text]
    good: list[str] = []
    bad: list[str] = []
    for part in parts:
        try:
            number = check_phone(part)
        except ValueError:
            bad.append(part)
            continue
        digits = len(re.sub(r"\D", "", number))
        (good if 3 <= digits <= 40 else bad).append(number)
    return list(dict.fromkeys(good)), bad


def read_email(value: Any) -> tuple[str | None, bool]:
    """An e-mail address, and whether there was something that is none."""
    text = plain_line(value)
    if text is None:
        return None, False
    text = re.sub(r"(?i)^mailto:", "", text).split("?")[0].strip("<> ")
    for part in re.split(r"[\s,;]+", text):
        try:
            return check_email(part), False
        except ValueError:
            continue
    return None, True


def read_coordinates(
    latitude: Any, longitude: Any
) -> tuple[tuple[float, float] | None, str | None]:
    """Degrees north and east, and what was wrong. 0 means unknown, in one of them or both."""
    texts = [written(value) for value in (latitude, longitude)]
    if texts == [None, None]:
        return None, None
    numbers = [_number(text) for text in texts]
    if numbers in ([0.0, 0.0], [0.0, None], [None, 0.0]):
        return None, "latitude and longitude 0 mean unknown; left out"
    north, east = numbers
    if north is None or east is None:
        return None, "latitude or longitude is missing or not a number; left out"
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        return None, "latitude or longitude is out of range; left out"
    if 0 in (north, east):
        return None, "latitude or longitude 0 means unknown; left out"
    return (north, east), None


def read_zone(value: Any) -> tuple[str | None, bool]:
    """An IANA time zone under the name in use today, and whether there was something else.

    US/Eastern and GB are old names of America/New_York and Europe/London.
    """
    text = written(value)
    if text is None:
        return None, False
    if "/" not in text or text.split("/")[0] in _OLD_ZONES:
        text = get_global("zone_aliases").get(text, text)
    try:
        return check_zone(text), False
    except ValueError:
        return None, True


def read_yes(value: Any) -> bool | None:
    """Yes or no in the ways that feeds write it; `None` when it is neither."""
    if isinstance(value, bool):
        return value
    text = (written(value) or "").lower()
    if text in ("yes", "y", "true", "1"):
        return True
    return False if text in ("no", "n", "false", "0") else None


def read_updated(value: Any, *, month_first: bool = True) -> tuple[dt.date | None, bool]:
    """The date of an edit (UTC where an instant is given), and whether it was unreadable.

    `month_first` settles 03/04/2025, which is March in the United States and April elsewhere.
    """
    text = written(value)
    if text is None or re.fullmatch(r"[0:TZ ./-]*0[0:TZ ./-]*", text):  # 0000-00-00 00:00:00
        return None, False
    found = _date(" ".join(text.split()), month_first)
    if found is None or not 1990 <= found.year <= 2100:
        return None, True
    return found, False


def _date(text: str, month_first: bool) -> dt.date | None:
    try:
        if re.match(r"\d{4}-\d\d?-\d\d?(?:\D|$)", text):
            if match := re.match(r"(\d{4})-(\d\d?)-(\d\d?)(?:$|[T ]\d\d?:)", text):
                day = dt.date(int(match[1]), int(match[2]), int(match[3]))
                if re.search(r"[+-]\d\d:?\d\d$", text):
                    moment = dt.datetime.fromisoformat(text)
                    return moment.astimezone(dt.UTC).date()
                return day
            return None
        if re.fullmatch(r"\d{10}|\d{13}", text):
            seconds = int(text) // (1000 if len(text) == 13 else 1)
            return dt.datetime.fromtimestamp(seconds, dt.UTC).date()
        if match := re.match(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4}|\d\d)(?:$|[,T ]+\d)", text):
            first, second, year = int(match[1]), int(match[2]), int(match[3])
            year += 2000 if year < 100 else 0
            month, day_ = (first, second) if month_first else (second, first)
            if month > 12:
                month, day_ = day_, month
            return dt.date(year, month, day_)
        text = re.sub(r"(?i)^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,\s*", "", text)
        plain = re.sub(r"(?i)\s+(?:at\s+)?\d{1,2}:\d{2}.*$", "", text).replace(",", "")
        for form in _DATES:
            try:
                return dt.datetime.strptime(plain, form).date()  # noqa: DTZ007 - a bare date
            except ValueError:
                continue
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None


def _reason(error: ValueError) -> str:
    return str(error).split(";")[0]
