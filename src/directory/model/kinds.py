"""The closed vocabularies of a catalog: values that no feed and no maintainer can add to."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a resource is. The order is the one in which pages list the kinds."""

    MEETING = "meeting"
    RECOVERY_CENTER = "recovery-center"
    HOUSING = "housing"
    EMPLOYMENT = "employment"
    TREATMENT = "treatment"
    HEALTH = "health"
    FOOD = "food"
    TRANSPORT = "transport"
    LEGAL = "legal"
    HELPLINE = "helpline"
    OTHER = "other"


class Attend(StrEnum):
    """How one can take part. Derived from a resource, never declared in a catalog."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    HYBRID = "hybrid"


class Status(StrEnum):
    """Whether a resource is running."""

    ACTIVE = "active"
    TEMPORARILY_CLOSED = "temporarily-closed"
    CLOSED = "closed"


class Cost(StrEnum):
    """What it costs the person who comes."""

    FREE = "free"
    SLIDING_SCALE = "sliding-scale"
    INSURANCE = "insurance"
    PAID = "paid"
    VARIES = "varies"


class Weekday(StrEnum):
    """A day of the week; `number` follows `datetime.date.weekday` (Monday is 0)."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """Monday is 0, Sunday is 6."""
        return list(Weekday).index(self)


class Unit(StrEnum):
    """A unit of distance."""

    MILES = "mi"
    KILOMETERS = "km"
