"""What the words of spreadsheets mean in the catalog: data.

A row is the words that mean the same, a colon, and what they mean as `field:slug`, the fields
being types, serves and access; nothing after the colon means that the words add nothing. A
fellowship's own words go before those that all share: "Family and Friends" is a program of SMART.
Sources: the search forms of SMART Recovery, Recovery Dharma and Al-Anon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from directory.feeds.text import slugify
from directory.model import Cost, Kind, Status
from directory.vocabulary import ACCESS, FELLOWSHIPS, SERVES, TYPES

_ALL = """
all, everyone, everybody, anyone, all welcome, any, general, general public, adults, adult, co ed,
    coed, mixed, both, none, n a, na, no, all genders, in person, online, virtual, hybrid, zoom,
    todos, mujeres y hombres, men and women, women and men:
open, open meeting, open to all, abierta, abierto: types:open
closed, closed meeting, cerrada: types:closed
discussion, discussion meeting: types:discussion
speaker, speaker meeting: types:speaker
beginner, beginners, beginners meeting, newcomer meeting: types:beginners
newcomer, newcomers: serves:newcomers
step, steps, step study, 12 steps, twelve steps, step meeting: types:step-study
big book, big book study: types:big-book
book study, literature study, book: types:book-study
literature: types:literature
meditation, meditation meeting: types:meditation
women, woman, womens, women only, women s, female, females, ladies, mujeres: serves:women
men, man, mens, men only, men s, male, males, hombres: serves:men
lgbtq, lgbt, lgbtqia, lgbtq ia, lgbtqi, lgbtqia2s, queer: serves:lgbtq
young people, youth, young adults and youth, jovenes: serves:youth
teen, teens, teenagers, adolescents: serves:teens
young adult, young adults: serves:young-adults
senior, seniors, older adults, elderly: serves:seniors
veteran, veterans, military, vets: serves:veterans
first responder, first responders: serves:first-responders
veterans and first responders: serves:veterans serves:first-responders
family, families, family members, familias: serves:families
family and friends, friends and family, family friends: serves:families
parents, parent: serves:parents
pregnant, pregnant women: serves:pregnant
children, kids: serves:children
students, student: serves:students
people of color, bipoc, poc: serves:bipoc
reentry, formerly incarcerated, ex offenders, justice involved: serves:reentry
homeless, unhoused, homeless people: serves:unhoused
couples: serves:couples
deaf, deaf hard of hearing: serves:deaf
wheelchair, wheelchair accessible, wheelchair access, ada, ada accessible, handicap accessible,
    handicapped accessible, accessible: access:wheelchair
child care, childcare, childcare available, babysitting: access:childcare
asl, american sign language, sign language interpreter: access:asl
near transit, bus line, on bus line, public transit, public transportation: access:transit
parking, parking available, free parking: access:parking
detox, detoxification, withdrawal management: types:detox
iop, intensive outpatient, intensive outpatient program: types:intensive-outpatient
php, partial hospitalization: types:partial-hospitalization
residential, residential treatment, inpatient treatment: types:residential
mat, moud, medication assisted treatment: types:mat
food bank, food pantry, pantry: types:food-pantry
meals, hot meals, soup kitchen: types:meals
shelter, emergency shelter: types:emergency-shelter
sober living, sober living home, sober house: types:sober-living
narcan, naloxone: types:naloxone
needle exchange, syringe exchange, syringe services: types:syringe-services
support group, support groups: types:support-group
resume, resumes, resume help, resume writing: types:resume-help
id, ids, id help: types:id-documents
"""

_OWN: Mapping[str, str] = {
    "smart": """
4 point, smart 4 point, 4 point meeting, 4 point program: types:4-point
all welcome: types:open
family and friends only, family friends, family and friends, family and friends meeting:
    serves:families
successful life skills: types:successful-life-skills
teens and youth, teen and youth: serves:teens serves:youth
school and college: serves:students
patients and clients: types:restricted-access
correctional facility, correctional facilities, insideout: types:institutional
""",
    "al-anon": """
adult children, adult children focus, aca: serves:adult-children
alateen: types:alateen serves:teens
parents, parents focus: serves:parents
families and friends only, families friends only: types:closed
families friends and observers welcome, families and friends and observers welcome: types:open
""",
    "recovery-dharma": """
inquiry, inquiries: types:inquiry
book study, rd book: types:book-study
eightfold path: types:eightfold-path
open to all, open to public, open sangha: types:open
bipoc affinity, bipoc sangha: serves:bipoc
""",
}

KINDS: Mapping[str, Kind] = {
    name: kind
    for kind, names in {
        Kind.MEETING: "meeting|meetings|recovery meeting|12 step|12 step meeting|mutual aid"
        "|mutual help|self help meeting|support meeting|reunion",
        Kind.RECOVERY_CENTER: "recovery center|recovery community center|recovery organization"
        "|recovery community organization|rco|peer center|drop in center|clubhouse",
        Kind.HOUSING: "housing|shelter|emergency shelter|sober living|sober house|recovery house"
        "|recovery residence|recovery housing|oxford house|transitional housing|vivienda|albergue",
        Kind.EMPLOYMENT: "employment|job|jobs|job training|workforce|career|job help|empleo",
        Kind.TREATMENT: "treatment|treatment center|detox|rehab|residential treatment|outpatient"
        "|substance use treatment|substance abuse treatment|inpatient|mat|tratamiento",
        Kind.HEALTH: "health|health care|healthcare|clinic|medical|mental health|dental|hospital"
        "|salud|harm reduction",
        Kind.FOOD: "food|food pantry|food bank|meals|soup kitchen|groceries|comida|alimentos",
        Kind.TRANSPORT: "transport|transportation|rides|transit|transporte",
        Kind.LEGAL: "legal|legal aid|legal help|legal services|ayuda legal",
        Kind.HELPLINE: "helpline|help line|hotline|crisis line|warmline|warm line",
        Kind.OTHER: "other|otro|misc|miscellaneous",
    }.items()
    for name in names.split("|")
}  # fmt: skip

COSTS: Mapping[str, Cost] = {
    name: cost
    for cost, names in {
        Cost.FREE: "free|no|no cost|no charge|none|0|0 00|gratis|free of charge|donation"
        "|donations accepted|by donation",
        Cost.SLIDING_SCALE: "sliding scale|sliding fee|sliding fee scale|sliding",
        Cost.INSURANCE: "insurance|insurance accepted|medicaid|medicare|medicaid medicare",
        Cost.PAID: "paid|fee|self pay|private pay|yes",
        Cost.VARIES: "varies|cost varies",
    }.items()
    for name in names.split("|")
}

STATUSES: Mapping[str, Status] = {
    name: status
    for status, names in {
        Status.ACTIVE: "active|open|yes|current|y|true|1|running|activo|published",
        Status.TEMPORARILY_CLOSED: "temporarily closed|temporary closed|suspended|on hold|paused"
        "|inactive|hiatus|on hiatus|no|n|false|0|inactivo",
        Status.CLOSED: "closed|permanently closed|defunct|ended|disbanded|discontinued|cerrado",
    }.items()
    for name in names.split("|")
}

ATTENDANCE: Mapping[str, str] = {
    name: option
    for option, names in {
        "online": "online|online only|virtual|virtual only|zoom|remote|phone|telephone|video|yes"
        "|y|true|1|web|en linea|online meeting|virtual meeting|zoom only|x",
        "in_person": "in person|in person only|face to face|f2f|onsite|on site|no|n|false|0|live"
        "|physical|presencial|en persona|in person meeting",
        "hybrid": "hybrid|both|in person and online|online and in person|in person and virtual"
        "|in person online|in person zoom|virtual and in person|in person virtual|hibrida|hibrido"
        "|in person and zoom",
        "inactive": "inactive",
    }.items()
    for name in names.split("|")
}
"""The words of TSML's `attendance_option`; yes and no answer a column that is called online."""


def folded(text: str) -> str:
    """Words in lower case, without accents and signs."""
    return (slugify(text, 300) or "").replace("-", " ")


def meaning(word: str, fellowship: str | None) -> tuple[tuple[str, str], ...] | None:
    """What a word adds to an entry as (field, slug); `None` when it is not known."""
    plain = folded(word)
    for table in (_OWN.get(fellowship or ""), _ALL):
        if table and plain in (known := _table(table)):
            return known[plain]
    return _labels().get(plain)


def fellowship_of(text: str) -> str | None:
    """The slug of a fellowship by its slug, short name or full name, also before "meeting"."""
    plain = re.sub(r" (?:meetings?|groups?)$", "", folded(text))
    return _fellowships().get(plain)


@lru_cache(maxsize=8)
def _table(table: str) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in re.sub(r"\n +", " ", table.strip()).splitlines():
        names, _, meant = line.partition(":")
        pairs = tuple((field, slug) for field, _, slug in (w.partition(":") for w in meant.split()))
        for name in names.split(","):
            found[name.strip()] = pairs
    return found


@lru_cache(maxsize=1)
def _labels() -> dict[str, tuple[tuple[str, str], ...]]:
    """The vocabulary's own slugs and labels."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for field, terms in (("types", TYPES), ("serves", SERVES), ("access", ACCESS)):
        for term in terms.values():
            for name in (term.slug, term.label):
                found.setdefault(folded(name), ((field, term.slug),))
    return found


@lru_cache(maxsize=1)
def _fellowships() -> dict[str, str]:
    found: dict[str, str] = {}
    for one in FELLOWSHIPS.values():
        for name in (one.slug, one.label, one.name):
            found.setdefault(folded(name), one.slug)
    return found | {"smart recovery": "smart", "alanon": "al-anon", "dharma": "recovery-dharma"}
