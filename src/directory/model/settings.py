"""What holds for a whole directory: its `directory:` block, help lines, and its feeds."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from directory.model.kinds import Kind, Unit
from directory.model.texts import Prose, Translatable
from directory.model.values import (
    Language,
    Latitude,
    Longitude,
    Model,
    Phone,
    Slug,
    Text,
    Url,
    Zone,
    check_contact,
    check_host,
    check_https,
    check_plain_host,
    check_style_address,
)


class Helpline(Model):
    """A line to call or text in a crisis."""

    name: Prose
    """988 Suicide & Crisis Lifeline."""
    phone: Phone | None = None
    """The number to call."""
    text: Text | None = None
    """The number to text, perhaps with the word to send."""
    url: Url | None = None
    """Its page, for chat."""
    hours: Text | None = None
    """Opening hours in OpenStreetMap syntax: 24/7."""
    languages: tuple[Language, ...] = ()
    """ISO 639-1 codes."""
    notes: Prose | None = None
    """What to know before calling; TTY number."""


class Home(Model):
    """The first view of the map."""

    name: Text | None = None
    """A place the gazetteer knows: "Los Angeles, CA"."""
    latitude: Latitude | None = None
    """Degrees north."""
    longitude: Longitude | None = None
    """Degrees east."""


class Basemap(Model):
    """The operator's own street map, or one of somebody else."""

    tiles: Text | None = None
    """A PMTiles file, beside the catalog."""
    online: Annotated[Url, AfterValidator(check_style_address)] | None = None
    """The https address of a map style elsewhere, shown only after the reader agrees; `tiles` go
    before it."""
    hosts: tuple[Annotated[Text, AfterValidator(check_plain_host)], ...] = ()
    """Further hosts that the style of `online` loads from: tiles.example.org."""
    allow_private: bool = False
    """True: the style may lie in the operator's own network."""


MOST_VIEWS = 12
"""Saved views that are shown: more would hide the results."""


class SavedView(Model):
    """A search that many want, offered by name."""

    name: Annotated[str, Translatable(60)]
    """What its button says: Women's meetings tonight."""
    link: Annotated[Text, Field(max_length=2_000)]
    """The address of the search, or the part after `?`: kind=meeting&serves=women&day=today."""


class Settings(Model):
    """The `directory:` block: what holds for the whole directory."""

    name: Prose = "Recovery Directory"
    """Shown at the top of every page."""
    timezone: Zone = "UTC"
    """IANA time zone, used where an entry gives none."""
    home: Home | None = None
    """The first map view."""
    languages: tuple[Language, ...] = ("en",)
    """What entries are in unless they say otherwise."""
    units: Unit = Unit.MILES
    """The unit of distances."""
    radius: Annotated[float, Field(gt=0, le=20_000, allow_inf_nan=False)] = 10
    """The default search radius, in `units`."""
    country: Text | None = None
    """ISO 3166-1 code: whose crisis lines stand in when `helplines` is absent."""
    embed: tuple[Url, ...] = ()
    """Sites that may show this one in a frame."""
    hosts: tuple[Annotated[Text, AfterValidator(check_host)], ...] = ()
    """Names under which the directory is served; asked for by another one, it does not answer."""
    contact: Annotated[Text, AfterValidator(check_contact)] | None = None
    """Where "Report a change" goes: an e-mail address or an https page."""
    leave: Annotated[Url, AfterValidator(check_https)] | None = None
    """The harmless https page that "Leave quickly" opens; absent: a weather page."""
    notice: Prose | None = None
    """Shown on every page while set."""
    basemap: Basemap | None = None
    """The operator's own street map; absent: the built-in one."""
    holidays: Text | None = None
    """Whose public holidays `PH` means: US, or US-CA."""
    helplines: tuple[Helpline, ...] = ()
    """Always visible."""
    views: tuple[SavedView, ...] = ()
    """Searches offered by name above the results, at most 12."""


class Source(Model):
    """A feed merged with the entries of the catalog."""

    format: Literal["tsml", "bmlt", "hsds", "csv"]
    """How the feed is written."""
    url: Url | None = None
    """Where it is published."""
    path: Text | None = None
    """A file or folder beside the catalog instead."""
    fellowship: Slug | None = None
    """Whose meetings they are."""
    kind: Kind | None = None
    """What its entries are, where the feed does not say."""
    timezone: Zone | None = None
    """The zone of its times, where the feed does not say."""
    columns: Text | None = None
    """Spreadsheets only: which column is what, where its name does not tell: "Their title=name,
    Their times=when"."""
    refresh: Annotated[str, StringConstraints(pattern=r"^\d+(m|h|d)$")] = "12h"
    """How often to read it again: 30m, 6h, 1d."""
    allow_private: bool = False
    """True: the address may be inside the operator's own network."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("needs one of `url` and `path`")
        return self
