"""What an exporter gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """Results in a format."""

    text: str
    left_out: int = 0
    """Results that the format cannot hold."""
