"""Find: meetings and services, filtered, as a list, a map and a week."""

from directory.ui.find import show
from directory.ui.page import Visit

show(Visit("find"))
