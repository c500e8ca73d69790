"""Every part of an entry that can be read is kept, and every problem is named with its mend."""

import datetime as dt

import pytest

from directory.catalog.files import read_catalog_text
from directory.model import Attend, Kind, Weekday

HOUSE = "resources:\n  - id: a\n    kind: housing\n    name: A\n    "
MEETING = "resources:\n  - {id: a, kind: meeting, name: A, schedule: [%s]}\n"
FIFTH_LINE = 5


def house(more):
    """The one entry of a catalog with these lines, and the problems; line 5 is the first."""
    catalog = read_catalog_text(HOUSE + more + "\n", "c.yaml")
    return (catalog.resources[0] if catalog.resources else None), catalog.problems


def meeting(rules):
    catalog = read_catalog_text(MEETING % rules, "c.yaml")
    return (catalog.resources[0] if catalog.resources else None), catalog.problems


def test_the_contract_example_is_read_as_it_is_meant(example):
    catalog = read_catalog_text(example)
    (one,) = catalog.resources
    assert one.kind is Kind.MEETING
    assert one.location.postal_code == "90012"
    assert (one.location.latitude, one.location.longitude) == (34.0537, -118.2428)
    assert one.attend is Attend.HYBRID
    assert one.schedule[0].days == (Weekday.MON, Weekday.WED)
    assert one.schedule[1].weeks == (2, 4)
    assert (one.schedule[2].every, one.schedule[2].from_) == (2, dt.date(2026, 1, 3))
    assert one.schedule[3].until == dt.date(2026, 12, 17)
    assert (one.schedule[4].date, one.schedule[4].minutes) == (dt.date(2026, 12, 31), 300)
    assert one.closed[0].last == dt.date(2026, 12, 26)
    assert one.phones[0].text is True
    assert one.source_id == "4711"
    assert catalog.settings.helplines[0].text == "988"
    assert catalog.problems == ()


def test_the_example_means_the_same_without_its_quotes(example):
    bare = example.replace('"', "").replace("Los Angeles, CA", "Los Angeles")
    assert read_catalog_text(bare).resources == read_catalog_text(example).resources


def test_times_postal_codes_and_words_without_quotes_are_what_they_look_like():
    one, problems = house(
        "location: {city: no, country: NO, postal_code: 02139}\n"
        "    schedule: [{days: [sun], start: 18:30, end: 20:05}]\n    languages: [no]"
    )
    assert problems == ()
    assert (one.location.city, one.location.country) == ("no", "NO")
    assert one.location.postal_code == "02139"
    assert one.languages == ("no",)
    assert one.schedule[0].start == dt.time(18, 30)
    assert one.schedule[0].end == dt.time(20, 5)


# value, column of the problem, path below the entry, words of the mend
BAD_VALUES = [
    ("website: example.org", 14, "website", "write https://example.org"),
    ("website: //example.org", 14, "website", "write https://example.org"),
    ("website: javascript:alert(1)", 14, "website", "https:"),
    ("website: 'https://exa mple.org'", 14, "website", "space"),
    ("website: https://[::1", 14, "website", "web address"),
    ("email: office", 12, "email", "office@example.org"),
    ("phone: none", 12, "phone", "+1 555"),
    ("status: clsed", 13, "status", "did you mean `closed`?"),
    ("cost: gratis", 11, "cost", "free, sliding-scale, insurance, paid, varies"),
    ("timezone: Pacific", 15, "timezone", "America/Los_Angeles"),
    ("hours: 9-5", 12, "hours", "09:00-17:00"),
    ("updated: 10/01/2026", 14, "updated", "YYYY-MM-DD"),
    ("updated: 2026-02-30", 14, "updated", "calendar"),
    ("by_appointment: maybe", 21, "by_appointment", "true or false"),
    ("ages: {min: ten}", 17, "ages.min", "whole number"),
    ("ages: {min: 30, max: 20}", 26, "ages.max", "`max` below `min`"),
    ("openings: {count: 2.5}", 23, "openings.count", "whole number"),
    ("openings: {count: -1}", 23, "openings.count", "too small"),
    ("verified: 2026-10-01", 15, "verified", "{on: 2026-10-01}"),
    ("verified: {on: soon}", 20, "verified.on", "YYYY-MM-DD"),
    ("verified: {by: phone}", 15, "verified.on", "add `on:`"),
    ("closed: 2026-12-24", 13, "closed", "{from: 2026-12-24}"),
    ("closed: [{from: x}]", 21, "closed[0].from", "YYYY-MM-DD"),
    ("phones: ['555-0101']", 14, "phones[0]", "{number: 555-0101}"),
    ("phones: [{label: Intake}]", 14, "phones[0].number", "add `number:`"),
    ("types: [Big Book]", 13, "types[0]", "write `big-book`"),
    ("languages: [english]", 17, "languages[0]", "like en or es"),
    ("description: [a]", 18, "description", "one value"),
    ("description: {a: b}", 19, "description.a", "write one like `en:`"),
    ("location: Los Angeles", 15, "location", "`city`"),
    ("location: [a]", 15, "location", "mapping"),
    ("location: {latitude: 99, longitude: 4}", 26, "location.latitude", "largest is 90"),
    ("location: {latitude: '34,05', longitude: 4}", 26, "location.latitude", "write 34.05"),
    ("location: {latitude: nan, longitude: 4}", 26, "location.latitude", "not a number"),
    ("location: {latitude: 34}", 16, "location.latitude", "add `longitude:`"),
    ("location: {longitude: 34}", 16, "location.longitude", "add `latitude:`"),
    ("online: {url: 'ftp://example.org'}", 19, "online.url", "https:"),
]


@pytest.mark.parametrize(("line", "column", "path", "mend"), BAD_VALUES)
def test_a_bad_optional_value_is_dropped_and_the_entry_stays(line, column, path, mend):
    one, (problem,) = house(line)
    assert one.entry() == {"id": "a", "kind": "housing", "name": "A"}
    assert (problem.line, problem.column) == (FIFTH_LINE, column)
    assert problem.path == f"resources[0].{path}"
    assert problem.severity == "error"
    assert mend in problem.message


@pytest.mark.parametrize("line", [line for line, *_ in BAD_VALUES])
def test_messages_are_plain_words(line):
    _, (problem,) = house(line)
    for jargon in ("Input", "input", "validation", "Value error", "string_", "NoneType", "dict"):
        assert jargon not in problem.message
    assert "\n" not in str(problem)


def test_all_problems_come_at_once_and_in_order():
    _, problems = house("website: x\n    email: y\n    updated: z\n    phone: none")
    assert [problem.line for problem in problems] == [5, 6, 7, 8]


def test_only_the_bad_item_of_a_list_is_dropped():
    one, (problem,) = house("types: [open, Step Study, literature]")
    assert one.types == ("open", "literature")
    assert problem.path == "resources[0].types[1]"
    one, (problem,) = house("phones: [{number: 555-0101}, {number: x}, {number: 555-0102}]")
    assert [line.number for line in one.phones] == ["555-0101", "555-0102"]
    assert problem.path == "resources[0].phones[1].number"


def test_only_the_bad_key_of_a_location_is_dropped():
    one, (problem,) = house("location: {city: X, latitude: 34, longitude: east}")
    assert one.location.city == "X"
    assert (one.location.latitude, one.location.longitude) == (None, None)
    assert problem.path == "resources[0].location.longitude"


def test_a_closure_that_ends_before_it_begins_keeps_its_first_day():
    one, (problem,) = house("closed: [{from: 2026-12-24, to: 2026-12-20, note: x}]")
    assert one.closed[0].last == dt.date(2026, 12, 24)
    assert problem.path == "resources[0].closed[0].to"


@pytest.mark.parametrize(
    ("entry", "path", "words"),
    [
        ("{kind: other, name: A}", "id", "add `id:`"),
        ("{id: , kind: other, name: A}", "id", "add `id:`"),
        ("{id: Monday Night Steps, kind: other, name: A}", "id", "write `monday-night-steps`"),
        ("{id: Früh_Stück, kind: other, name: A}", "id", "write `fruh-stuck`"),
        ("{id: a, name: A}", "kind", "add `kind:`"),
        ("{id: a, kind: hosing, name: A}", "kind", "did you mean `housing`?"),
        ("{id: a, kind: qqq, name: A}", "kind", "write one of: meeting, recovery-center"),
        ("{id: a, kind: other}", "name", "add `name:`"),
        ("{id: a, kind: other, name: ''}", "name", "empty"),
        ("{id: a, kind: other, name: [A]}", "name", "one value"),
        ("{id: a, kind: other, name: !!str A}", "name", "tag"),
        ("{id: a, kind: other, name: A, location: {confidential: maybe}}",
         "location.confidential", "true or false"),
        ("{id: a, kind: other, name: A, schedule: sometimes}", "schedule", "`days`"),
        ("{id: a, kind: other, name: A, schedule: [{days: [mon], start: 7pm}]}",
         "schedule[0].start", 'write "19:00"'),
        ("{id: a, kind: meeting, name: A}", "", "`by_appointment: true`"),
        ("{id: a, kind: meeting, name: A, schedule: []}", "schedule", "`by_appointment: true`"),
        ("{id: a, kind: meeting, name: A, schedule: }", "schedule", "`by_appointment: true`"),
        ("{id: a, kind: meeting, name: A, by_appointment: false}", "", "`schedule`"),
        ("just text", "", "`id`"),
        ("[id, a]", "", "mapping"),
    ],
)  # fmt: skip
def test_an_entry_is_left_out_when_its_essence_cannot_be_read(entry, path, words):
    catalog = read_catalog_text(f"resources:\n  - {entry}\n  - {{id: b, kind: other, name: B}}\n")
    assert [resource.id for resource in catalog.resources] == ["b"]
    (problem,) = catalog.problems
    assert problem.severity == "error"
    assert problem.path == ("resources[0]." + path if path else "resources[0]")
    assert words in problem.message
    assert problem.line == 2


def test_an_entry_that_is_left_out_says_so_and_names_its_other_problems_too():
    _, problems = house("website: x\n    schedule: [{days: [mon], start: late}]")
    assert ["left out" in problem.message for problem in problems] == [False, True]


def test_a_meeting_by_appointment_needs_no_schedule():
    text = "resources: [{id: a, kind: meeting, name: A, by_appointment: Yes}]"
    catalog = read_catalog_text(text)
    assert catalog.resources[0].by_appointment is True
    assert catalog.problems == ()


def test_a_bad_rule_is_dropped_and_the_others_stay():
    one, problems = meeting("{days: [mon], start: 7pm}, {days: [tue], start: 18:30}")
    assert [rule.days for rule in one.schedule] == [(Weekday.TUE,)]
    assert [problem.path for problem in problems] == ["resources[0].schedule[0].start"]


@pytest.mark.parametrize(
    "narrowed",
    [
        "weeks: [6]",
        "weeks: last",
        "every: two, from: 2026-01-03",
        "every: 2",
        "every: 2, from: someday",
        "from: 1/3/2026",
        "until: 12/17",
        "from: 2026-05-01, until: 2026-04-01",
        "date: 2026-12-31",
    ],
)
def test_a_rule_never_takes_place_more_often_than_it_was_written(narrowed):
    one, problems = meeting(
        f"{{days: [mon], start: 18:30, {narrowed}}}, {{days: [tue], start: 7:00}}"
    )
    assert [rule.days for rule in one.schedule] == [(Weekday.TUE,)]
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("rule", "column", "key"),
    [
        ("{days: [mon], every: 2, start: 18:30}", 37, ".every"),
        ("{days: [mon], start: 18:30, from: 2026-05-01, until: 2026-04-01}", 69, ".until"),
        ("{days: [mon], date: 2026-12-31, start: 18:30}", 36, ".date"),
        ("{start: 18:30}", 16, ""),
    ],
)
def test_values_that_do_not_go_together_are_reported_at_the_one_that_is_named(rule, column, key):
    text = (
        f"resources:\n  - {{id: a, kind: meeting, name: A, schedule: [\n               {rule}]}}\n"
    )
    (problem,) = read_catalog_text(text).problems
    assert (problem.line, problem.column) == (3, column)
    assert problem.path == f"resources[0].schedule[0]{key}"
    assert "left out" in problem.message


def test_midnight_at_the_end_of_a_day_ends_a_session_and_starts_none():
    one, problems = meeting("{days: [mon], start: 24:00}, {days: [sun], start: 23:00, end: 24:00}")
    assert [(rule.days, rule.minutes) for rule in one.schedule] == [((Weekday.SUN,), 60)]
    assert "the day after" in problems[0].message


def test_a_bad_end_or_note_is_dropped_alone():
    one, problems = meeting("{days: [mon], start: 18:30, end: 25:00, note: [x]}")
    assert one.schedule[0].end is None
    assert one.schedule[0].minutes == 60
    assert [problem.path[-3:] for problem in problems] == ["end", "ote"]


def test_a_bad_day_or_week_is_dropped_alone_while_a_good_one_is_left():
    one, problems = meeting("{days: [mon, tuesdy], weeks: [2, 7], start: 18:30}")
    assert (one.schedule[0].days, one.schedule[0].weeks) == ((Weekday.MON,), (2,))
    assert "did you mean `tue`?" in problems[0].message
    assert "-1 for the last" in problems[1].message


def test_days_are_read_by_their_english_names_and_short_forms():
    one, problems = meeting(
        "{days: [Monday, tues, WE, Thurs., fridays, Sa, sun, mon], start: 7:00}"
    )
    assert one.schedule[0].days == tuple(Weekday)
    assert problems == ()


@pytest.mark.parametrize(
    ("days", "mend"),
    [
        ("1", "mon, tue, wed"),
        ("mon-fri", "write [mon, tue, wed, thu, fri]"),
        ("Sat to Mon", "write [sat, sun, mon]"),
        ("'Mon, Wed'", "write [mon, wed]"),
        ("Tuesday and Thursday", "write [tue, thu]"),
        ("daily", "write [mon, tue, wed, thu, fri, sat, sun]"),
        ("weekend", "write [sat, sun]"),
    ],
)
def test_days_written_otherwise_are_answered_with_the_list(days, mend):
    one, problems = meeting(f"{{days: [{days}], start: 7:00}}")
    assert one is None
    assert mend in problems[0].message


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("7pm", '"19:00"'),
        ("7:30 p.m.", '"19:30"'),
        ("12am", '"00:00"'),
        ("12 PM", '"12:00"'),
        ("1830", '"18:30"'),
        ("18.30", '"18:30"'),
        ("18h30", '"18:30"'),
        ("noon", '"12:00"'),
        ("evening", "18:30"),
        ("25:00", "HH:MM"),
        ("13pm", "HH:MM"),
    ],
)
def test_times_written_otherwise_are_answered_with_the_right_form(written, mend):
    one, (problem,) = meeting(f"{{days: [mon], start: {written}}}")
    assert one is None
    assert f"`{written}`" in problem.message
    assert mend in problem.message


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("types: open", "`types: [open]`"),
        ("schedule: [{days: mon, start: 7:00}]", "`days: [mon]`"),
        ("phones: {number: 555-0101}", "- …"),
        ("closed: {from: 2026-12-24}", "- …"),
        ("schedule: {days: [mon], start: 7:00}", "- …"),
    ],
)
def test_one_value_counts_as_a_list_of_one_with_a_warning(line, form):
    one, (problem,) = house(line)
    key = line.partition(":")[0]
    assert len(getattr(one, key)) == 1
    assert problem.severity == "warning"
    assert form in problem.message


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "yes", "On"])
def test_words_for_true_are_read(word):
    assert house(f"by_appointment: {word}")[0].by_appointment is True
    assert house(f"location: {{city: X, approximate: '{word}'}}")[0].location.approximate is True


@pytest.mark.parametrize("word", ["false", "no", "OFF"])
def test_words_for_false_are_read(word):
    one, problems = house(f"location: {{address: X, confidential: {word}}}")
    assert one.location.address == "X"
    assert problems == ()


@pytest.mark.parametrize(
    "line",
    ["location: {}", "location:", "online: {}", "location: {name: }", "schedule: []", "schedule:",
     "types: []", "website: ''", "ages: {}", "closed: ~", "by_appointment:"],
)  # fmt: skip
def test_what_is_empty_counts_as_absent(line):
    one, problems = house(line)
    assert problems == ()
    assert one.location is None
    assert one.entry() == {"id": "a", "kind": "housing", "name": "A"}


def test_an_empty_item_is_named_and_passed_over():
    one, (problem,) = house("types:\n      - open\n      -\n      - speaker")
    assert one.types == ("open", "speaker")
    assert (problem.line, problem.path) == (7, "resources[0].types[1]")


@pytest.mark.parametrize(
    ("line", "column", "near"),
    [
        ("websit: https://example.org", 5, "`website`"),
        ("Phone: 555-0101", 5, "`phone`"),
        ("tags: [open]", 5, "`types`"),
        ("city: Los Angeles", 5, "`city` under `location`"),
        ("location: {postcode: 90012}", 16, "`postal_code`"),
        ("location: {zip: 90012}", 16, "`postal_code`"),
        ("location: {postal_cod: }", 16, "`postal_code`"),
        ("location: {lat: 3}", 16, "`latitude`"),
        ("phones: [{number: 555-0101, lable: x}]", 33, "`label`"),
        ("qqq: 1", 5, "nearest is"),
    ],
)
def test_an_unknown_key_is_a_warning_with_the_nearest_known_one(line, column, near):
    one, (problem,) = house(line)
    assert one.id == "a"
    assert problem.severity == "warning"
    assert (problem.line, problem.column) == (FIFTH_LINE, column)
    assert near in problem.message


def test_a_fellowship_belongs_to_meetings():
    one, (problem,) = house("fellowship: aa")
    assert one.fellowship is None
    assert problem.severity == "warning"
    assert "meetings only" in problem.message


def test_a_choice_in_other_letters_is_taken_with_a_warning():
    one, (problem,) = house("status: Temporarily_Closed")
    assert one.status == "temporarily-closed"
    assert problem.severity == "warning"


@pytest.mark.parametrize("hours", ["24/7", "Mo-Fr 09:00-17:00; PH off", "Mo 20:00-02:00"])
def test_opening_hours_that_can_be_read_are_kept(hours):
    one, problems = house(f"hours: {hours}")
    assert one.hours == hours
    assert problems == ()


def test_every_problem_is_one_line_without_anything_a_terminal_would_obey():
    _, problems = house('website: "x\\n\\e[31m\\u202e"\n    "k\\n\\e[0m": 1\n    types: "a\\ab"')
    assert len(problems) == 3
    assert all(str(problem).isprintable() for problem in problems)
