"""The words of entries as the database keeps and finds them.

The tokens are those of the index in memory, made by the same code; the database only looks up what
is equal or begins alike. So both engines agree on case, accents, and where words begin.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from directory.index.columns import texts_of
from directory.index.text import FIELD_END, Term, tokens_of
from directory.model import Attend, Resource

FORM = f"1/{unicodedata.unidata_version}"
"""How the index is made of an entry; where it differs, the index is made again."""

LONGEST_LEXEME = 200
"""Characters of a token that the database's index holds; longer ones are compared as text."""
_MOST_BYTES = 500_000
_FIELD = "|"


def words_of(resource: Resource) -> str:
    """The tokens of an entry in order, each between spaces; `|` stands between fields."""
    tokens = tokens_of(texts_of(resource))
    return f" {' '.join(_FIELD if token == FIELD_END else token for token in tokens)} "


def different(words: str) -> set[str]:
    """The tokens that occur in the words of an entry."""
    return set(words.split(" ")) - {"", _FIELD}


def lexemes_of(words: str) -> list[str] | None:
    """What the database's index holds of the words; `None`: more than it can hold."""
    lexemes = sorted({token[:LONGEST_LEXEME] for token in different(words)})
    return lexemes if sum(len(one.encode()) + 8 for one in lexemes) < _MOST_BYTES else None


def tags_of(resource: Resource) -> list[str]:
    """The codes that an entry carries, each with its filter, for questions asked in SQL."""
    attend = resource.attend
    joined = [attend] if attend else []
    if attend is Attend.HYBRID:
        joined += [Attend.IN_PERSON, Attend.ONLINE]
    tags = [f"kind:{resource.kind.value}", f"status:{resource.status.value}"]
    tags += [f"attend:{one.value}" for one in joined]
    tags += [f"fellowship:{resource.fellowship}"] if resource.fellowship else []
    tags += [f"cost:{resource.cost.value}"] if resource.cost else []
    for name, codes in (
        ("type", resource.types),
        ("serves", resource.serves),
        ("access", resource.access),
        ("language", resource.languages),
    ):
        tags += [f"{name}:{code}" for code in codes]
    return tags


def pattern(term: Term) -> str:
    """What the words of an entry contain when it has a term; the same as a `LIKE` between `%`.

    A token is made of letters and digits: nothing in it means anything to `LIKE`.
    """
    text = f" {' '.join(term.tokens)}"
    return text if _cut_short(term) else f"{text} "


def _cut_short(term: Term) -> bool:
    """Whether the last token may be the beginning of a longer one."""
    return not term.quoted and len(term.tokens[-1]) >= 2


def tsquery(terms: Iterable[Term]) -> str:
    """What the lexemes of an entry fit when it has all terms, and perhaps when it has not."""
    parts: dict[str, None] = {}
    for term in terms:
        last = len(term.tokens) - 1
        for place, token in enumerate(term.tokens):
            open_ended = place == last and _cut_short(term)
            lexeme = token[:LONGEST_LEXEME].replace("'", "''")
            parts[f"'{lexeme}'{':*' if open_ended else ''}"] = None
    return " & ".join(parts)


def patterns(terms: Iterable[Term]) -> list[str]:
    """What `tsquery` cannot say of the terms: the order of words, and very long ones."""
    return [
        f"%{pattern(term)}%"
        for term in terms
        if len(term.tokens) > 1 or len(term.tokens[0]) >= LONGEST_LEXEME
    ]


def has_all(words: str, wanted: Sequence[str]) -> bool:
    """Whether words contain every pattern."""
    return all(one in words for one in wanted)
