"""The one exception of a run that cannot take place."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - it names what happened
    """The run cannot take place. The message is one clear line, or one per finding; exit code 2."""


def one_line(text: str) -> str:
    """The text without line breaks."""
    return " ".join(text.split())
