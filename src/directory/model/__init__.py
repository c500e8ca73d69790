"""What the directory holds: resources, their sessions and places, and the settings of a catalog.

Every value here is immutable and already checked: text becomes a `Resource` at the edge
(`directory.catalog`), and everything behind it trusts what it is given. `None` means unknown.
"""

from directory.model.kinds import (
    Attend,
    Cost,
    Kind,
    Status,
    Unit,
    Weekday,
)
from directory.model.location import Location, Online
from directory.model.resource import (
    Ages,
    Closure,
    Openings,
    PhoneLine,
    Resource,
    SessionRule,
    Verified,
    last_day_of_checks,
)
from directory.model.settings import (
    MOST_VIEWS,
    Helpline,
    Home,
    SavedView,
    Settings,
    Source,
)
from directory.model.values import (
    LANGUAGE_PATTERN,
    SLUG_PATTERN,
    Model,
    check_email,
    check_language,
    check_phone,
    check_url,
    check_zone,
    read_weekday,
)

__all__ = [
    "LANGUAGE_PATTERN",
    "MOST_VIEWS",
    "SLUG_PATTERN",
    "Ages",
    "Attend",
    "Closure",
    "Cost",
    "Helpline",
    "Home",
    "Kind",
    "Location",
    "Model",
    "Online",
    "Openings",
    "PhoneLine",
    "Resource",
    "SavedView",
    "SessionRule",
    "Settings",
    "Source",
    "Status",
    "Unit",
    "Verified",
    "Weekday",
    "check_email",
    "check_language",
    "check_phone",
    "check_url",
    "check_zone",
    "last_day_of_checks",
    "read_weekday",
]
