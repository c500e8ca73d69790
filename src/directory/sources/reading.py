"""Reads a feed once, and judges whether what came may be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from directory.feeds.columns import read_mapping
from directory.feeds.importer import READERS, ImportResult, import_documents
from directory.feeds.report import FeedError, shorten
from directory.feeds.source import MEMBERS, Document, read_source, unpacked
from directory.sources.feed import Copy, Feed, Reason, State
from directory.sources.fetch import Fetch, Validators, shown
from directory.sources.store import Store
from directory.words import N_


def opened(feed: Feed, store: Store | None) -> State:
    """What the disk knows of a feed; nothing is read from anywhere else."""
    if store is None:
        return State(feed)
    status = store.status(feed.key)
    state = State(
        feed,
        checked_at=status.checked_at,
        failing_since=status.failing_since,
        reason=status.reason,
    )
    copy, result = _usable(feed, store.load(feed.key))
    held, held_result = _usable(feed, store.load(feed.key, held=True))
    if copy is not None:
        checked_at = max(copy.read_at, status.checked_at or copy.read_at)
        state = replace(state, copy=copy, result=result, checked_at=checked_at)
    return replace(state, held=held, held_result=held_result)


def read(state: State, fetch: Fetch, now: dt.datetime) -> State:
    """The state after the feed was read once more, at `now`. Never raises for what a feed does."""
    try:
        documents, validators = _documents(state, fetch)
        copy = state.copy
        if copy is not None and documents == copy.documents:
            same = copy if copy.validators == validators else replace(copy, validators=validators)
            return replace(_good(state, now), copy=same, held=None, held_result=None)
        held = state.held
        if held is not None and documents == held.documents:
            if held.validators != validators:
                held = replace(held, validators=validators)
            return replace(_good(state, now), held=held)
        result = imported(state.feed, documents, now.date())
    except FeedError as error:
        return failed(state, Reason(error.message, error.values, error.where), now)
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
        # A reader that stumbles over one feed must not stop the others from being read.
        what = shorten(f"{type(error).__name__}: {error}")
        return failed(state, Reason(N_("cannot be understood ({error})"), {"error": what}), now)
    report = result.report
    if not report.imported:
        return failed(state, _empty(result), now)
    fresh = Copy(documents, now, report.read, report.imported, validators)
    if copy is not None and report.imported * 2 < copy.entries:
        return replace(_good(state, now), held=fresh, held_result=result)
    return replace(_good(state, now), copy=fresh, result=result, held=None, held_result=None)


def failed(state: State, reason: Reason, now: dt.datetime) -> State:
    """The state after a reading that gave nothing that can be used."""
    # It is told beside the feed's name, as "cannot be read since …: why".
    # Visitors see it too, and need not know where on its machine the catalog lies.
    folder, name = f"{state.feed.folder.absolute()}/", state.feed.name
    where = reason.where.replace(folder, "")
    message = reason.message.replace(folder, "")
    short = Reason(
        message.removeprefix(f"{name}: ").removeprefix("cannot be read: "),
        {slot: value.replace(folder, "") for slot, value in reason.values.items()},
        "" if where == name else where,
    )
    return replace(state, failing_since=state.failing_since or now, reason=short)


def imported(feed: Feed, documents: Sequence[Document], today: dt.date) -> ImportResult:
    """The entries of a feed's documents, read on that date.

    Raises `FeedError` when they are no such feed.
    """
    source = feed.source
    suffixes = READERS[source.format].SUFFIXES
    files = [file for document in documents for file in unpacked(document, suffixes)]
    return import_documents(
        source.format,
        files,
        fellowship=source.fellowship,
        kind=source.kind,
        timezone=source.timezone,
        columns=read_mapping(source.columns) if source.columns else None,
        today=today,
        name=feed.name,
    )


def _good(state: State, now: dt.datetime) -> State:
    return replace(state, checked_at=now, failing_since=None, reason=None)


def _empty(result: ImportResult) -> Reason:
    problems = [one for one in result.report.problems if one.action == "rejected"]
    if problems:
        message = N_("none of its {count} rows can be used: {problem}")
        values = {"count": str(result.report.read), "problem": problems[0].problem}
        return Reason(message, values)
    return Reason(N_("holds no rows"))


def _usable(feed: Feed, copy: Copy | None) -> tuple[Copy | None, ImportResult | None]:
    if copy is None:
        return None, None
    try:
        return copy, imported(feed, copy.documents, copy.read_at.date())
    except (FeedError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        return None, None


def _documents(state: State, fetch: Fetch) -> tuple[tuple[Document, ...], dict[str, Validators]]:
    source = state.feed.source
    if source.url is None:
        return tuple(_local(state.feed)), {}
    if source.format not in READERS:
        raise FeedError(f"{source.format}: is no known kind of feed")
    found: list[Document] = []
    validators: dict[str, Validators] = {}
    newest = state.held or state.copy
    known = {document.name: document for document in newest.documents} if newest else {}
    addresses = READERS[source.format].addresses(source.url)
    for index, address in enumerate(addresses):
        name = f"{shown(address)} ({index + 1})" if index else shown(address)
        mine = newest.validators.get(name) if newest and name in known else None
        try:
            answer = fetch(address, mine or Validators(), allow_private=source.allow_private)
        except FeedError:
            if index == 0:
                raise
            # The feed can be read without, but what was there the last time is better.
            found += [known[name]] if name in known else []
            continue
        fresh = Document(name, answer.data, optional=index > 0)
        document = fresh if answer.changed else known[name]
        # A server that gives the same answer to every question must not double the feed.
        if not index or document.data != found[0].data:
            found.append(document)
            validators[name] = answer.validators
    return tuple(found), validators


def look(feed: Feed) -> tuple[tuple[int, ...], ...]:
    """Changes when the files beside the catalog that a feed names are edited."""
    if feed.source.path is None:
        return ()
    path = _path(feed)
    try:
        files = sorted(path.iterdir())[:MEMBERS] if path.is_dir() else [path]
        stats = [file.stat() for file in files]
    except (OSError, ValueError):
        return ()
    return tuple((stat.st_mtime_ns, stat.st_size, stat.st_ino) for stat in stats)


def _path(feed: Feed) -> Path:
    return feed.folder / str(feed.source.path)


def _local(feed: Feed) -> list[Document]:
    path = _path(feed)
    # Neither a pipe, which would never end, nor a device.
    if not path.is_file() and not path.is_dir():
        message = N_("is not there; write the path from the catalog's folder")
        raise FeedError(message, where=feed.name)
    return read_source(str(path), READERS[feed.source.format].SUFFIXES)
