"""Links: what they mean, what is left out of them, and that they round-trip."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.model import Attend, Cost, Kind, Unit
from directory.query import BANDS, DAYS, WHEN, Distance, MapView, Period, Query, parse_link
from directory.query.parameters import PARAMETERS


def read(link: str) -> Query:
    query, ignored = parse_link(link)
    assert ignored == ()
    return query


def ignored_in(link: str) -> list[tuple[str, str]]:
    return [(part.parameter, part.value) for part in parse_link(link)[1]]


def test_a_whole_url_a_question_mark_and_a_bare_query_are_the_same_link() -> None:
    expected = Query(near="90012", day=("tue",))
    assert read("https://example.org/find?near=90012&day=tue#results") == expected
    assert read("?near=90012&day=tue") == expected
    assert read("near=90012&day=tue") == expected
    assert read("localhost:8501/?near=90012&day=tue") == expected


def test_a_link_copied_out_of_a_page_source_is_understood() -> None:
    assert read("near=90012&amp;day=tue") == Query(near="90012", day=("tue",))


def test_an_address_without_a_query_asks_for_everything() -> None:
    assert read("https://example.org/find") == Query()
    assert ignored_in("https://example.org/a=b") == []
    assert read("") == Query()


def test_an_equals_sign_in_the_path_of_an_address_is_not_taken_for_a_parameter() -> None:
    assert parse_link("HTTPS://example.org/a=b?day=tue") == (Query(day=("tue",)), ())
    assert read("/a=b?day=tue") == Query(day=("tue",))


def test_links_are_written_in_the_order_of_the_table_and_stay_readable() -> None:
    query = Query(
        q='"big book" café',
        near="Los Angeles, CA",
        within=Distance(2.5, Unit.MILES),
        kind=(Kind.MEETING,),
        day=("wed", "tue"),
        from_=dt.time(18, 30),
        at=dt.datetime.fromisoformat("2026-11-24T12:00"),
        view="map",
        map=MapView(34.05, -118.24, 11.5),
        lang="es",
        clock="mine",
        page=2,
    )
    assert query.to_link() == (
        "q=%22big+book%22+caf%C3%A9&near=Los+Angeles,+CA&within=2.5mi&kind=meeting&day=wed,tue"
        "&from=18:30&at=2026-11-24T12:00&page=2&view=map&map=34.05,-118.24,11.5&lang=es&clock=mine"
    )


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("near=34.05351,-118.24289", "near=34.054,-118.243"),
        ("near=34.0500 , -0.0", "near=34.05,0"),
        ("near=%2B34.05,-118", "near=34.05,-118"),
        ("near=++Los%20Angeles,+%0A+CA+", "near=Los+Angeles,+CA"),
        ("within=2.50+MI", "within=2.5mi"),
        ("within=10km", "within=10km"),
        ("from=7:30", "from=07:30"),
        ("to=24:00", "to=00:00"),
        ("at=2026-11-24T18:30:59", "at=2026-11-24T18:30"),
        ("verified=090D", "verified=90d"),
        ("day=TUE,tue,Weekend", "day=tue,weekend"),
        ("day=tue&day=wed", "day=tue,wed"),
        ("type=Open,,step-study", "type=open,step-study"),
        ("language=EN,pt-br", "language=en,pt-BR"),
        ("map=34.05351,-118.2,11.04", "map=34.054,-118.2,11"),
        ("page=1&view=list&clock=local&sort=soonest", ""),
        ("near=90012&sort=nearest", "near=90012"),
        ("near=90012&sort=soonest", "near=90012&sort=soonest"),
        ("q=&near=&day=&within=", ""),
        ("page=007", "page=7"),
        ("near=90012&near=90012", "near=90012"),
    ],
)
def test_values_have_one_canonical_form(written: str, canonical: str) -> None:
    assert read(written).to_link() == canonical


@pytest.mark.parametrize(
    ("link", "parameter", "value", "mend"),
    [
        ("colour=red", "colour", "red", "not known here"),
        ("fellowships=aa", "fellowships", "aa", "fellowship"),
        ("kind=meeting,party", "kind", "party", "recovery-center"),
        ("day=funday", "day", "funday", "weekend"),
        ("time=noon", "time", "noon", "midday"),
        ("when=later", "when", "later", "soon"),
        ("attend=phone", "attend", "phone", "hybrid"),
        ("cost=1000", "cost", "1000", "free"),
        ("sort=best&near=90012", "sort", "best", "nearest"),
        ("sort=nearest", "sort", "nearest", "place"),
        ("view=grid", "view", "grid", "week"),
        ("clock=utc", "clock", "utc", "mine"),
        ("within=10", "within", "10", "10mi"),
        ("within=-1mi", "within", "-1mi", "10mi"),
        ("within=0mi", "within", "0mi", "10mi"),
        ("within=99999km", "within", "99999km", "5km"),
        ("within=infmi", "within", "infmi", "10mi"),
        ("near=91,0", "near", "91,0", "latitude"),
        ("from=24:00", "from", "24:00", "18:30"),
        ("to=25:00", "to", "25:00", "18:30"),
        ("at=yesterday", "at", "yesterday", "2026-11-24T18:30"),
        ("at=2026-02-30T10:00", "at", "2026-02-30T10:00", "2026"),
        ("at=1970-12-31T10:00", "at", "1970-12-31T10:00", "2026"),
        ("at=2106-01-01T00:00", "at", "2106-01-01T00:00", "2026"),
        ("verified=0d", "verified", "0d", "90d"),
        ("verified=2w", "verified", "2w", "90d"),
        ("page=0", "page", "0", "1, 2"),
        ("page=%D9%A3", "page", "٣", "1, 2"),
        ("page=100001", "page", "100001", "1, 2"),
        ("id=a_b", "id", "a_b", "hyphens"),
        ("type=-open", "type", "-open", "hyphens"),
        ("map=34,-118", "map", "34,-118", "11"),
        ("map=34,-118,23", "map", "34,-118,23", "11"),
        ("lang=english!", "lang", "english!", "en"),
        ("near=90012&near=98101", "near", "98101", "first"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_mend(
    link: str, parameter: str, value: str, mend: str
) -> None:
    _, ignored = parse_link(link)
    assert [(part.parameter, part.value) for part in ignored] == [(parameter, value)]
    assert mend in ignored[0].reason
    assert ignored[0].as_dict() == {
        "parameter": parameter,
        "value": value,
        "reason": ignored[0].reason,
    }


def test_a_bad_value_leaves_its_neighbours_in_place() -> None:
    query, ignored = parse_link("kind=meeting,party,housing&day=tue,xyz&near=90012")
    assert query == Query(kind=(Kind.MEETING, Kind.HOUSING), day=("tue",), near="90012")
    assert [part.value for part in ignored] == ["party", "xyz"]


def test_codes_that_this_catalog_lacks_are_kept() -> None:
    assert read("fellowship=zz9&type=never-heard&id=gone").to_link() == (
        "fellowship=zz9&type=never-heard&id=gone"
    )


def test_trackers_and_embedding_are_passed_over_in_silence() -> None:
    link = "utm_source=x&fbclid=1&gclid=2&embed=true&embed_options=dark_theme&near=90012"
    assert read(link) == Query(near="90012")


def test_an_overlong_search_text_is_cut_and_the_cut_is_named() -> None:
    query, ignored = parse_link("q=" + "a" * 250)
    assert query.q == "a" * 200
    assert [(part.parameter, part.value) for part in ignored] == [("q", "a" * 50)]


def test_an_overlong_link_is_cut_between_two_parameters() -> None:
    query, ignored = parse_link("near=90012&keep=" + "abc," * 30_000)
    assert query.near == "90012"
    assert ignored[0].parameter == ""
    query, ignored = parse_link("near=90012&q=x&" + "zz=1&" * 30_000)
    assert (query.near, query.q) == ("90012", "x")
    assert "too long" in ignored[0].reason


def test_a_flood_of_nonsense_is_named_up_to_a_limit() -> None:
    _, ignored = parse_link("&".join(f"zz{i}=1" for i in range(500)))
    assert len(ignored) == 101
    assert ignored[-1].reason == "and 400 more"


def test_a_new_filter_goes_back_to_the_first_page() -> None:
    query = Query(near="90012", page=3)
    assert query.replace(day=("tue",)).page == 1
    assert query.replace(view="map", open="some-id").page == 3
    assert query.replace(page=4).page == 4


def test_dropping_the_place_keeps_the_default_order_the_default() -> None:
    assert Query(near="90012", sort="soonest").replace(near=None) == Query()


FIRST = dt.datetime.fromisoformat("1971-01-01")
LAST = dt.datetime.fromisoformat("2105-12-31")
_SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
_LANGUAGES = st.sampled_from(["en", "es", "pt-BR", "zh-hant", "fil"])
_CLOCKS = st.times().map(lambda value: value.replace(second=0, microsecond=0))
_DEGREES = st.integers(-90_000, 90_000).map(lambda value: value / 1000)


def lists(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=4).map(tuple)


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


def texts() -> st.SearchStrategy[str | None]:
    return st.text(max_size=60).map(lambda text: parse_link("q=" + _quote(text))[0].q)


def places() -> st.SearchStrategy[str | None]:
    return st.text(max_size=60).map(lambda text: parse_link("near=" + _quote(text))[0].near)


def _quote(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def queries() -> st.SearchStrategy[Query]:
    return st.builds(
        Query,
        q=texts(),
        near=places() | st.tuples(_DEGREES, _DEGREES).map(lambda p: f"{p[0]:g},{p[1]:g}"),
        within=maybe(
            st.builds(Distance, st.floats(0.01, 12_000, allow_nan=False), st.sampled_from(Unit))
        ),
        kind=lists(st.sampled_from(Kind)),
        fellowship=lists(_SLUGS),
        day=lists(st.sampled_from(DAYS)),
        time=lists(st.sampled_from(BANDS)),
        from_=maybe(_CLOCKS),
        to=maybe(_CLOCKS),
        when=lists(st.sampled_from(WHEN)),
        at=maybe(
            st.datetimes(FIRST, LAST).map(lambda value: value.replace(second=0, microsecond=0))
        ),
        attend=lists(st.sampled_from(Attend)),
        type=lists(_SLUGS),
        serves=lists(_SLUGS),
        access=lists(_SLUGS),
        language=lists(_LANGUAGES),
        cost=lists(st.sampled_from(Cost)),
        verified=maybe(st.builds(Period, st.integers(1, 100), st.sampled_from("dmy"))),
        id=lists(_SLUGS),
        keep=lists(_SLUGS),
        open=maybe(_SLUGS),
        page=st.integers(1, 100_000),
        sort=st.sampled_from([None, "soonest", "nearest", "name"]),
        view=st.sampled_from([None, "list", "map", "week", "plan", "compare"]),
        map=maybe(
            st.builds(MapView, _DEGREES, _DEGREES, st.integers(0, 220).map(lambda z: z / 10))
        ),
        lang=maybe(_LANGUAGES),
        clock=st.sampled_from([None, "local", "mine"]),
    )


@given(queries())
def test_every_query_comes_back_from_its_link(query: Query) -> None:
    assert parse_link(query.to_link()) == (query, ())
    assert parse_link(f"https://example.org/find?{query.to_link()}#x") == (query, ())


@given(st.text(st.characters(), max_size=300))
@example("?")
@example("%")
@example("near=%FF%FE&&&==&=x&q=%00")
@example("page=" + "9" * 5000)
@example("within=" + "9" * 5000 + "mi")
@example("within=0." + "0" * 400 + "1mi")
@example("q=\ud800&near=\udfff")
def test_nothing_that_a_stranger_types_can_raise(text: str) -> None:
    query, ignored = parse_link(text)
    assert parse_link(query.to_link()) == (query, ())
    for part in ignored:
        assert part.reason
        (part.parameter + part.value + part.reason).encode()


_ODD_WORDS = (
    ", % %zz %00 + -0.0,-0.0 1,2 91,1 24:00 7:5 1e5mi .5+KM tue TUE,mon now en-us 1y aa é NaN,NaN "
    "2026-11-24t09:30 10mi 10MI aa,,aa \u202e"
)
_ODD = st.just("") | st.sampled_from(_ODD_WORDS.split())


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*PARAMETERS, "utm_x", "Near", ""]),
            st.lists(_ODD | st.text(st.characters(), max_size=8), max_size=4),
        ),
        max_size=12,
    )
)
def test_any_link_settles_after_one_reading(pairs: list[tuple[str, list[str]]]) -> None:
    link = "&".join(f"{name}={','.join(values)}" for name, values in pairs)
    query, _ = parse_link(link)
    assert parse_link(query.to_link()) == (query, ())
    assert parse_link(query.to_link())[0].to_link() == query.to_link()
