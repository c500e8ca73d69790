"""Text without characters that are not seen and steer what comes after them."""

from __future__ import annotations

import re

# Controls but tab and line ends, those of terminals among them; marks that turn the order of what
# follows without an end of their own; halves of characters.
_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
_BLANKS = frozenset("\x0b\x0c\x1c\x1d\x1e\x1f\x85")


def inert(text: str) -> str:
    """The text without them; what separates words becomes a blank."""
    if _STEERING.search(text) is None:
        return text
    return _STEERING.sub(lambda found: " " if found[0] in _BLANKS else "", text)
