"""The ways to look at the results: which there are, and those that are no list of cards."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from directory.render.compare import compare_html
from directory.render.plan import plan_html
from directory.render.view import View
from directory.render.week import week_html
from directory.search import Results
from directory.search.compare import comparison_of
from directory.snapshot import Snapshot


def view_labels(results: Results, view: View) -> Mapping[str, str]:
    """The views to choose from, by code: a short list can also be planned and compared."""
    say, query = view.words._, view.query
    labels = {"list": say("List"), "map": say("Map"), "week": say("Week")}
    if (query.id and results.total) or query.view == "plan":
        labels["plan"] = say("Plan")
    if query.view == "compare" or comparison_of(results).possible:
        labels["compare"] = say("Compare")
    return labels


def other_view(results: Results, snapshot: Snapshot, view: View) -> Markup | None:
    """The week, the plan or the comparison; `None` where cards are shown."""
    made = {"week": week_html, "plan": plan_html, "compare": compare_html}.get(
        view.query.view or ""
    )
    return made(results, snapshot, view) if made and results.total else None
