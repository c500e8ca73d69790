"""The feeds on the Catalog page, and the answer to "Why is my row missing?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from directory.problems import named_from
from directory.query import Query
from directory.render.view import View
from directory.sources.feed import State
from directory.sources.refresher import Account
from directory.sources.told import told
from directory.sources.why import Answer, sentences, why

_MOST_ANSWERS = 25
_LONGEST_ASKED = 200


def shown_sources(view: View, states: Sequence[State]) -> list[dict[str, Any]]:
    """Each feed with its age and what is the matter with it."""
    return [
        {
            "name": state.feed.name,
            "format": state.feed.source.format.upper(),
            "texts": told(state, view.at, view.words),
            "wrong": state.failing_since is not None or state.held is not None,
        }
        for state in states
    ]


def shown_why(view: View, account: Account | None, folder: str = "") -> dict[str, Any]:
    """The question in the link, if there is one, with an answer for each row that it means.

    Files are named from `folder`.
    """
    words = view.words
    asked = (view.query.q or "")[:_LONGEST_ASKED]
    answers = why(account, asked) if asked and account is not None else []
    more = len(answers) - _MOST_ANSWERS
    return {
        "asked": asked,
        "none": words._("No row of any feed has this id, number or name.") if asked else "",
        "answers": [_shown(view, answer, folder) for answer in answers[:_MOST_ANSWERS]],
        "more": words.n("{count} more", "{count} more", more) if more > 0 else "",
    }


def _shown(view: View, answer: Answer, folder: str) -> dict[str, Any]:
    answer = replace(
        answer,
        where=named_from(answer.where, folder),
        keeper=named_from(answer.keeper, folder),
    )
    listed = answer.outcome in ("own", "imported", "merged")
    query = Query(open=answer.id, lang=view.query.lang)
    return {
        "place": f"{answer.where}:{answer.row}" if answer.row else answer.where,
        "name": answer.name or answer.source_id,
        "texts": sentences(answer, view.words),
        "href": view.to(query) if listed else "",
    }
