"""One visit to a page: the query comes from the link, and every change goes back into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from directory.model import Settings
from directory.query import Distance, Ignored, Query, parse_link
from directory.render.filters import read_form
from directory.render.pins import Size
from directory.render.shell import foot_html, head_html, page_labels
from directory.render.view import View
from directory.snapshot import Snapshot
from directory.ui.map import told_size
from directory.web import keeper
from directory.web.bundle import COMPONENT
from directory.words import preferred

_ANSWERED = "_answered"
"""Ends the name under which the number of the last step that was followed is kept."""
_SHEETS = "_sheets"
"""The name under which the open sheets are kept: the browser tells them with every step."""
_SIZE = "_map_size"
"""The name under which the size of the map is kept."""
_HERE = Path(__file__).parent
# Files of a component are served, packed and kept by browsers, instead of being sent again with
# every answer. Streamlit finds them through the metadata of installed packages alone; this says
# the same to it directly. The styles are part of the page's first bytes.
get_bidi_component_manager().register_from_manifest(
    ComponentManifest("directory", "", [ComponentConfig("page", "component")]), _HERE
)
_component = st.components.v2.component(COMPONENT, js="page.js", isolate_styles=False)


class Visit:
    """A visitor's present look at a page."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.snapshot: Snapshot | None = keeper().current
        self.query: Query
        self.ignored: tuple[Ignored, ...]
        self.query, self.ignored = parse_link(urlencode(list(_address().items())))
        now = dt.datetime.now(dt.UTC)
        self.view = View(
            settings=self.snapshot.settings if self.snapshot else Settings(),
            query=self.query,
            at=self._at(now),
            page=page,
            base=_base(),
            zone=_zone(),
            preferred=preferred(
                st.context.headers.get("Accept-Language") or st.context.locale or ""
            ),
            embedded=bool(st.context.is_embedded),
            site=_site(),
        )
        if self.snapshot is not None:
            self.snapshot = self.snapshot.spoken(self.view.language)
        self.site = self.view.site
        """Where the visitor reaches the directory: scheme and host."""
        self.sheets: frozenset[str] = st.session_state.get(_SHEETS, frozenset())
        """The sheets behind "Share" that are open."""
        self.map_size: Size | None = st.session_state.get(_SIZE)
        """How large the map is, once the browser has told."""

    def _at(self, now: dt.datetime) -> dt.datetime:
        zone = ZoneInfo(self.snapshot.settings.timezone) if self.snapshot else dt.UTC
        if self.query.at is not None:
            return self.query.at.replace(tzinfo=zone)
        return now.astimezone(zone)

    def show(
        self,
        html: str,
        key: str,
        *,
        refresh_seconds: int = 0,
        map: Mapping[str, Any] | None = None,
    ) -> None:
        """Put finished HTML on the page; links and forms in it come back as a new address.

        With `refresh_seconds` the page is made again so often, while somebody looks at it. `map` is
        what the script draws where the HTML has room for a map.
        """
        words = self.view.words
        _component(
            key=key,
            data={
                "html": str(html),
                "lang": words.language,
                "dir": words.direction,
                "refresh": refresh_seconds,
                "link": self.query.to_link(),
                "key": key,
                "n": st.session_state.get(f"{key}{_ANSWERED}", 0),
                **({} if map is None else {"map": map}),
            },
            on_go_change=lambda: _go(key),
        )

    def head(self, found: str = "") -> None:
        """Show the head of the page; `found` says what of it is shown, for the browser's tab."""
        st.set_page_config(page_title=self.title(found), layout="wide")
        self.show(head_html(self.view, self._stale()), "head")

    def foot(self) -> None:
        """Show the foot of the page."""
        self.show(foot_html(self.view), "foot")

    def title(self, found: str = "") -> str:
        """The title of the browser's tab: what is shown, else the page; then the directory."""
        labels = page_labels(self.view.words)
        return f"{found or labels[self.page]} · {self.view.settings.name}"

    def _stale(self) -> str:
        say = self.view.words._
        if self.snapshot is None:
            return say("The list cannot be read right now. The help lines above work.")
        return ""


def page_file(page: str) -> Path:
    """The file of a page."""
    return Path(__file__).parents[3] / "pages" / f"{page}.py"


def _address() -> Mapping[str, str]:
    return {name: ",".join(st.query_params.get_all(name)) for name in st.query_params}


def _base() -> str:
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def _site() -> str:
    try:
        parts = urlsplit(st.context.url or "")
    except ValueError:  # no browser writes such an address
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _zone() -> ZoneInfo | None:
    name = st.context.timezone
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _settled(query: Query) -> Query:
    """The query as short as it can be: no usual radius, and 90012, not 90012 Los Angeles, CA."""
    snapshot = keeper().current
    if not query.near or snapshot is None or snapshot.gazetteer is None:
        return query
    settings = snapshot.settings
    usual = Distance(settings.radius, settings.units)
    place = snapshot.gazetteer.find(query.near, country=settings.country, near=snapshot.home)
    return replace(
        query,
        near=place.query if place and place.exact else query.near,
        within=None if query.within == usual else query.within,
    )


def _go(key: str) -> None:
    """Follow a link or a form on the same page: write the address."""
    event: Any = st.session_state[key].go
    if not isinstance(event, Mapping):
        return
    if isinstance(event.get("n"), int):
        st.session_state[f"{key}{_ANSWERED}"] = event["n"]
    if isinstance(event.get("sheets"), list):
        st.session_state[_SHEETS] = frozenset(
            each for each in ("view", "entry") if each in event["sheets"]
        )
    if size := told_size(event.get("size")):
        st.session_state[_SIZE] = size
    if isinstance(event.get("map"), str):
        # The address has it already: written like this it stays one step of the history.
        query, ignored = parse_link(urlencode({"map": event["map"]}))
        if query.map and not ignored and event["map"] != st.query_params.get("map"):
            st.query_params["map"] = event["map"]
    if not isinstance(event.get("link"), str):
        return
    link = urlsplit(event["link"]).query
    changed = str(event.get("changed") or "")
    query, _ = parse_link(read_form(link, changed) if changed else link)
    if changed:
        query = _settled(query)
    st.query_params.from_dict(dict(parse_qsl(query.to_link())))
