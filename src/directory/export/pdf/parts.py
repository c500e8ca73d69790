"""Parts that every print has: the help lines, and the code that leads to the live list."""

from __future__ import annotations

from directory.export.pdf.lines import Line, Run, paragraph
from directory.export.pdf.sheet import Code, Page
from directory.export.pdf.typeface import MISSING
from directory.export.pdf.wanted import Job
from directory.export.qr import qr_code
from directory.model import Helpline
from directory.render.helplines import helplines, known
from directory.schedule.words import hours_lines
from directory.words import Words

_MODULE = 0.5
"""The width of a module of the code, in mm: what the camera of an old phone makes out."""
_LEAST, _MOST = 24.0, 58.0
"""The code is never smaller nor larger, in mm."""
_MOST_HELPLINES = 8
_LONGEST_LINK = 100
"""Characters of an address that anybody would type."""


def help_lines(job: Job, size: float, wide: float) -> list[Line]:
    """The help lines: whom to call or text right now."""
    words = job.words
    lines = paragraph([Run(words._("Help right now"), bold=True)], size * 1.15, wide)
    for line in helplines(job.results.snapshot.settings)[:_MOST_HELPLINES]:
        lines += paragraph(_helpline(line, words), size, wide, most=3)
    return lines


def _helpline(line: Helpline, words: Words) -> list[Run | str]:
    ways = []
    if line.phone:
        ways.append(words._("Call {number}", number=line.phone))
    if line.text:
        ways.append(words._("Text {number}", number=line.text))
    runs: list[Run | str] = [Run(f"{known(line.name, words)}: ", bold=True)]
    if line.name == line.phone:
        runs = []
    runs.append(Run(" · ".join(ways), bold=True))
    hours = hours_lines(line.hours, words) if line.hours else []
    rest = [line.hours] if line.hours == "24/7" else [f"{day}: {text}" for day, text in hours]
    if line.url and not ways:
        rest.insert(0, line.url.partition("://")[2] or line.url)
    text = ", ".join(part for part in rest if part)
    if text:
        runs.append(Run(f", {text}"))
    if line.notes and line.notes != _CHAT:
        runs.append(Run(f". {known(line.notes, words)}"))
    return runs


_CHAT = "You can also chat on the web page."


def code_side(job: Job) -> float:
    """How wide the code of the live list is, in mm; 0 when there is none."""
    code = qr_code(job.link) if job.link else None
    return min(max(code.side * _MODULE, _LEAST), _MOST) if code else 0


def set_code(page: Page, job: Job, x: float, y: float, side: float) -> None:
    """Put the code of the live list on a page."""
    code = qr_code(job.link) if job.link else None
    if code:
        page.marks.append(Code(x, y, side, code))


def link_lines(job: Job, size: float, wide: float, *, center: bool = False) -> list[Line]:
    """The address of the live list in words; the site's alone where nobody would type it all."""
    if not job.link or job.site is None:
        return []
    words = job.words
    if len(job.link) > _LONGEST_LINK:
        address = job.site.partition("://")[2]
        text = words._("Scan the code for the live list. The directory: {address}", address="\0")
        link = job.site
    else:
        address = job.link.partition("://")[2].rstrip("/")
        text = words._("Scan the code for the live list, or type: {address}", address="\0")
        link = job.link
    before, _, after = text.partition("\0")
    runs: list[Run | str] = [Run(before), Run(address, link=link), Run(after)]
    return paragraph(runs, size, wide, center=center)


def missing_note(job: Job, shown: bool) -> str:
    """What stands for a letter that cannot be printed, where there is one."""
    if not shown:
        return ""
    return job.words._("{mark} stands for a letter that cannot be printed here.", mark=MISSING)
