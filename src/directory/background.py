"""Work that is looked at again and again in a thread of its own: files, feeds, a map style."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)


class Background:
    """Calls `tick` every so often; at once again while it says that there was something to do.

    `name` is the thread's. What `tick` raises is logged, and it is called again.
    """

    def __init__(self, tick: Callable[[], bool], name: str) -> None:
        self._tick = tick
        self._name = name
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it was started, and not stopped since."""
        return self._thread is not None

    def start(self, interval_seconds: float = 2.0) -> None:
        """Begin, with that long between two looks; does nothing while it is running."""
        if self._thread is not None:
            return
        self._stopping.clear()
        self._thread = threading.Thread(
            target=self._run, args=(interval_seconds,), name=self._name, daemon=True
        )
        self._thread.start()

    def stop(self, patience_seconds: float | None = 1.0) -> None:
        """End it; what is under way is not waited for any longer than that. `None`: as it takes."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(patience_seconds)
            self._thread = None

    def _run(self, interval_seconds: float) -> None:
        while not self._stopping.is_set():
            try:
                busy = self._tick()
            except Exception:
                _log.exception("What %s looks at could not be looked at", self._name)
                busy = False
            if not busy and self._stopping.wait(interval_seconds):
                return
