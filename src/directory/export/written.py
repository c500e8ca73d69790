"""What an exporter gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """Results in a format."""

    content: str | bytes
    """Text, or the bytes of a format that is none."""
    left_out: int = 0
    """Results that the format cannot hold."""

    @property
    def text(self) -> str:
        """The content of a format that is text."""
        if isinstance(self.content, bytes):
            raise TypeError("this format is not text")
        return self.content
