"""What the type codes of TSML feeds mean, for each fellowship.

Codes and names follow the Meeting Guide specification (code4recovery/spec: 87 codes for AA) and
the 12 Step Meeting List plugin for the other fellowships. The same letters mean different things:
`Y` is Young People in AA and Alateen in Al-Anon. A row here is code, name, meaning; a meaning is
one or more `field:slug`, the fields being types, serves, access and languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

IGNORED = frozenset({"ONL", "NONE", "ONLINE", "IN-PERSON", "HYBRID", "ACTIVE", "INACTIVE"})
"""Codes that only repeat what place, link and status already say."""
TRANSIT = "Bus and train:"
"""What begins the last paragraph of the notes on a place where this program names them."""
CLOSED_ROOM = "TC"
"""The room is closed for the time being; the meeting may be online."""

_LANGUAGES = """
AF Afrikaans af|AM Amharic am|AR Arabic ar|BG Bulgarian bg|DA Danish da|DE German de|EL Greek el
EN English en|FA Persian fa|FI Finnish fi|FR French fr|HE Hebrew he|HI Hindi hi|HR Croatian hr
HU Hungarian hu|IS Icelandic is|ITA Italian it|JA Japanese ja|KA Georgian ka|KOR Korean ko
LT Lithuanian lt|ML Malayalam ml|MT Maltese mt|NE Nepali ne|NL Dutch nl|NO Norwegian no
POL Polish pl|POR Portuguese pt|PUN Punjabi pa|RUS Russian ru|S Spanish es|SK Slovak sk
SL Slovenian sl|SV Swedish sv|TH Thai th|TL Tagalog tl|TUR Turkish tr|UK Ukrainian uk
"""

_COMMON = """
C|Closed|types:closed
O|Open|types:open
D|Discussion|types:discussion
SP|Speaker|types:speaker
ST|Step Study|types:step-study
TR|Tradition Study|types:traditions
LIT|Literature|types:literature
MED|Meditation|types:meditation
CAN|Candlelight|types:candlelight
OUT|Outdoor|types:outdoor
SM|Smoking Permitted|types:smoking-permitted
BE|Newcomer|serves:newcomers
W|Women|serves:women
M|Men|serves:men
LGBTQ|LGBTQ|serves:lgbtq
POC|People of Color|serves:bipoc
Y|Young People|serves:youth
X|Wheelchair Access|access:wheelchair
XB|Wheelchair-Accessible Bathroom|access:wheelchair-bathroom
ASL|American Sign Language|access:asl
BA|Babysitting Available|access:childcare
CF|Child-Friendly|access:child-friendly
FF|Fragrance Free|access:fragrance-free
"""

_AA = """
11|11th Step Meditation|types:eleventh-step
12x12|12 Steps & 12 Traditions|types:steps-and-traditions
A|Secular|types:secular
ABSI|As Bill Sees It|types:as-bill-sees-it
AL|Concurrent with Alateen|types:concurrent-alateen
AL-AN|Concurrent with Al-Anon|types:concurrent-al-anon
B|Big Book|types:big-book
BI|Bisexual|serves:bisexual serves:lgbtq
BRK|Breakfast|types:breakfast
BV-I|Blind / Visually Impaired|serves:blind
D-HOH|Deaf / Hard of Hearing|serves:deaf
DB|Digital Basket|types:digital-basket
DD|Dual Diagnosis|serves:dual-diagnosis
DR|Daily Reflections|types:daily-reflections
G|Gay|serves:gay serves:lgbtq
GR|Grapevine|types:grapevine
H|Birthday|types:birthday
L|Lesbian|serves:lesbian serves:lgbtq
LO-I|Loners / Isolationists|serves:loners
LS|Living Sober|types:living-sober
N|Native American|serves:native-american
NB|Non-Binary|serves:non-binary serves:lgbtq
NDG|Indigenous|serves:indigenous
P|Professionals|serves:professionals
POA|Proof of Attendance|types:proof-of-attendance
QSL|Quebec Sign Language|access:sign-language
RSL|Russian Sign Language|access:sign-language
SEN|Seniors|serves:seniors
T|Transgender|serves:transgender serves:lgbtq
XT|Cross Talk Permitted|types:cross-talk
"""

_AL_ANON = """
A|Atheist / Agnostic|serves:atheists-agnostics
AA|Concurrent with AA Meeting|types:concurrent-aa
AC|Adult Child Focus|serves:adult-children
AL|Concurrent with Alateen Meeting|types:concurrent-alateen
BE|Beginner|serves:newcomers
C|Families and Friends Only|types:closed
G|Gay|serves:gay serves:lgbtq
L|Lesbian|serves:lesbian serves:lgbtq
LGBTQIA|LGBTQIA+|serves:lgbtq
O|Families Friends and Observers Welcome|types:open
POA|Parents of Alcoholics|serves:parents
T|Transgender|serves:transgender serves:lgbtq
Y|Alateen|types:alateen serves:teens
YA|Young Adults|serves:young-adults
"""

_NA = """
BEG|Beginner/Newcomer|serves:newcomers
BT|Basic Text|types:basic-text
CPT|12 Concepts|types:concepts
CW|Children Welcome|access:child-friendly
DISC|Discussion/Participation|types:discussion
GL|Gay/Lesbian|serves:lgbtq
IP|IP Study|types:pamphlet-study
IW|It Works Study|types:it-works
JFT|Just For Today Study|types:just-for-today
LC|Living Clean|types:living-clean
NS|Non-Smoking|types:non-smoking
QA|Questions & Answers|types:questions
RA|Restricted Access|types:restricted-access
SMOK|Smoking|types:smoking-permitted
SPAD|Spiritual Principle a Day|types:spiritual-principle-a-day
SPK|Speaker|types:speaker
STEP|Step|types:step-study
SWG|Step Working Guide Study|types:step-working-guides
TOP|Topic|types:topic
TRAD|Tradition|types:traditions
VAR|Format Varies|types:format-varies
"""

_OA = """
11TH|11th Step|types:eleventh-step
AA12|AA 12/12|types:steps-and-traditions
AIB|Ask-It-Basket|types:ask-it-basket
B|Big Book|types:big-book
D|Topic|types:topic
MISC|Varies|types:format-varies
SD|Speaker/Discussion|types:speaker types:discussion
SPIR|Spirituality|types:spiritual
TEEN|Teen Friendly|serves:teens
WORK|Work Book Study|types:workbook
WRIT|Writing|types:writing
"""

_ACA = """
A|Age Restricted 18+|access:no-children
B|Book Study|types:book-study
BEG|Beginners|serves:newcomers
CAP|Captions|access:captions
CC|Child Care Available|access:childcare
COS|Concepts of Service|types:concepts
G|Gay/Lesbian|serves:lgbtq
S|Speaker|types:speaker
T|Fellowship Text|types:fellowship-text
TEEN|Teen (Ages 12 to 18)|serves:teens
WOR|Workshop|types:workshop
Y|Yellow Workbook Study|types:yellow-workbook
YA|Young Adult (Ages 18 to 26)|serves:young-adults
"""

_DHARMA = """
8F|Eightfold Path Study|types:eightfold-path
BB|Book Study|types:book-study
BE|Beginners|serves:newcomers
CC|Child Care Available|access:childcare
DF|Dog Friendly|access:pets
IS|Inquiry Study|types:inquiry
IW|Inquiry Writing|types:inquiry
MI|Mindfulness Practice|types:meditation
WA|Wheelchair Access|access:wheelchair
"""

_CODA = """
B|Book Study|types:book-study
DLY|Daily|types:daily
H|Chips|types:birthday
QA|Q & A|types:questions
READ|Reading|types:literature
SHARE|Sharing|types:discussion
TEEN|Teens|serves:teens
WRITE|Writing|types:writing
"""

_MA = """
BB|Book Study|types:book-study
CCAP|Closed Captions|access:captions
H|Chip|types:birthday
LGBTQIA|LGBTQIA+|serves:lgbtq
NB|Non-Binary|serves:non-binary serves:lgbtq
O|Open to Non-Addicts|types:open
T|Transgender|serves:transgender serves:lgbtq
"""

_GA = """
20|20 Questions/Beginner Focus|serves:newcomers
B|Big Book|types:big-book
DR|Daily Reflections|types:daily-reflections
GAA|Combined GA/Gam Anon|types:concurrent-gam-anon
TOP|Topic|types:topic
"""

_SLAA = """
B|Book Study|types:book-study
BA|Child Care Available|access:childcare
H|Chips|types:birthday
NC|Newcomers|serves:newcomers
"""

_OWN: Mapping[str, tuple[str, ...]] = {
    "aa": (_AA,),
    "ca": (_AA,),
    "cma": (),
    "al-anon": (_AL_ANON,),
    "alateen": (_AL_ANON,),
    "na": (_NA,),
    "ha": (_NA,),
    "oa": (_OA,),
    "aca": (_ACA,),
    "coda": (_AA, _CODA),
    "ma": (_MA,),
    "ga": (_GA,),
    "slaa": (_SLAA,),
    "recovery-dharma": (_DHARMA,),
    "refuge-recovery": (_DHARMA,),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A type code of a feed."""

    code: str
    name: str
    meaning: tuple[tuple[str, str], ...]
    """What it becomes: (field, slug) pairs."""


@lru_cache(maxsize=32)
def codes(fellowship: str | None) -> Mapping[str, Code]:
    """The codes of a fellowship; for one that is not listed, those that all share."""
    found = _languages()
    for table in (_COMMON, *_OWN.get(fellowship or "", ())):
        found |= read_codes(table)
    return found


def read_codes(table: str) -> dict[str, Code]:
    """The codes of a table, a line each: code, name and meaning with bars between them."""
    found: dict[str, Code] = {}
    for line in table.strip().splitlines():
        code, name, meaning = line.split("|")
        found[code] = Code(code, name, tuple(_pair(word) for word in meaning.split()))
    return found


def _languages() -> dict[str, Code]:
    found: dict[str, Code] = {}
    for entry in _LANGUAGES.replace("\n", "|").strip("|").split("|"):
        code, name, language = entry.split()
        found[code] = Code(code, name, (("languages", language),))
    return found


def _pair(word: str) -> tuple[str, str]:
    field, _, slug = word.partition(":")
    return field, slug
