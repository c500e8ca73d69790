"""What the formats of NA meeting lists mean.

Every BMLT server has letters of its own for its formats ("O", "Ö", "ÅM"); NA World Services' codes
(`world_id`) are the same everywhere, so they are what is matched. A row here is world code, name,
meaning; the field `attend` tells how to take part and is no word of the entry.
"""

from __future__ import annotations

from collections.abc import Mapping

from directory.feeds.tsml_codes import Code, read_codes

LANGUAGE = "LANG"
"""The world code of every language; which one, only the format's name or letters tell."""

_WORLD = """
OPEN|Open|types:open
CLOSED|Closed|types:closed
BEG|Beginner/Newcomer|serves:newcomers
BT|Basic Text|types:basic-text
CAN|Candlelight|types:candlelight
CH|Closed Holidays|types:closed-holidays
CPT|12 Concepts|types:concepts
CW|Children Welcome|access:child-friendly
DISC|Discussion/Participation|types:discussion
GL|Gay/Lesbian|serves:lgbtq
LGBTQ|LGBTQ|serves:lgbtq
GP|Guiding Principles|types:guiding-principles
IP|Informational Pamphlet|types:pamphlet-study
IW|It Works: How and Why|types:it-works
JFT|Just for Today|types:just-for-today
JT|Just for Today|types:just-for-today
LC|Living Clean|types:living-clean
LIT|Literature Study|types:literature
M|Men|serves:men
MED|Meditation|types:meditation
NC|No Children|access:no-children
NS|Non-Smoking|types:non-smoking
OUT|Outdoor|types:outdoor
QA|Questions & Answers|types:questions
RA|Restricted Access|types:restricted-access
SMOK|Smoking|types:smoking-permitted
SPAD|A Spiritual Principle a Day|types:spiritual-principle-a-day
SPK|Speaker|types:speaker
STEP|Step|types:step-study
SWG|Step Working Guide|types:step-working-guides
TOP|Topic|types:topic
TRAD|Tradition|types:traditions
VAR|Format Varies|types:format-varies
W|Women|serves:women
WCHR|Wheelchair|access:wheelchair
Y|Young People|serves:youth
INST|Institutional|types:institutional
VM|Virtual Meeting|attend:virtual
HYBR|Hybrid Meeting|attend:hybrid
HY|Hybrid Meeting|attend:hybrid
TC|Temporarily Closed Facility|attend:closed-room
"""

_NAMES = """
asl|American Sign Language|access:asl
american sign language|American Sign Language|access:asl
sign language|Sign Language|access:sign-language
agnostic|Agnostic|types:secular
closed holidays|Closed Holidays|types:closed-holidays
no smoking|No Smoking|types:non-smoking
non smoking|Non-Smoking|types:non-smoking
no children|No Children|access:no-children
children welcome|Children Welcome|access:child-friendly
guiding principles|Guiding Principles|types:guiding-principles
spiritual principle a day|A Spiritual Principle a Day|types:spiritual-principle-a-day
meditation|Meditation|types:meditation
wheelchair|Wheelchair|access:wheelchair
wheelchair accessible|Wheelchair|access:wheelchair
outdoor|Outdoor|types:outdoor
outdoor meeting|Outdoor|types:outdoor
online meeting|Online Meeting|
virtual meeting|Virtual Meeting|
hybrid meeting|Hybrid Meeting|
face 2 face|Face 2 Face|
face to face|Face to Face|
in person|In Person|
"""

# The letters that BMLT ships with, for lists that come without their formats.
_LETTERS = """
AB QA|Ag -Agnostic|B BEG|BK LIT|BL -Bi-Lingual|BT BT|C CLOSED|CH CH|CL CAN|CP CPT
CS -Children under Supervision|CW CW|D DISC|ENG LANG|ES LANG|FD -Five and Dime|FIN LANG|GL GL
GP GP|HY HYBR|IL -Illness|IP IP|IW IW|JT JFT|LC LC|M M|ME MED|NC NC|NS NS|O OPEN|OE -Open-Ended
PER LANG|Pi -Pitch|QA QA|RA RA|RF VAR|Rr -Round Robin|SC -Surveillance Cameras|SD SPK|SG SWG
SL -ASL|SPAD SPAD|So SPK|St STEP|TC TC|TW TRAD|Ti -Timer|To TOP|Tr TRAD|VM VM|W W|WC WCHR
WEB -Online Meeting|YP Y
"""

WORLD: Mapping[str, Code] = read_codes(_WORLD)
"""World codes."""
NAMES: Mapping[str, Code] = read_codes(_NAMES)
"""Formats without a world code, by their folded English names; some only repeat the place."""
RESERVED = {"VM": "VM", "HY": "HYBR", "TC": "TC"}
"""Letters that servers themselves set from the venue, so they mean the same on all of them."""


def _letters() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for entry in _LETTERS.strip().replace("\n", "|").split("|"):
        key, _, meaning = entry.partition(" ")
        found[key] = ("", meaning[1:]) if meaning.startswith("-") else (meaning, "")
    return found


LETTERS: Mapping[str, tuple[str, str]] = _letters()
"""The letters that BMLT ships with: (world code, name), one of them empty."""
