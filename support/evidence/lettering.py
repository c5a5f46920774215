"""How wide letters are, so that words can be cut and broken where no browser helps: in a drawing."""

from __future__ import annotations

import unicodedata
from functools import cache
from html import escape

_WIDTHS = {
    0.30: "ijlI|.,:;'!’‘·",
    0.38: ' ftr()[]{}-/\\"“”*`',
    0.86: "mwMW@%—…←→✓✕⚠",
    0.70: "ABCDEFGHJKLNOPQRSTUVXYZ&#+=<>~_?",
}
_BY_LETTER = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 0.615
"""Widths in shares of the font's size, those of DejaVu Sans: among the widest of what browsers take for sans-serif."""


def width(text: str, size: float) -> float:
    """How many pixels the text takes at most."""
    return _letters(text) * size


def fit(text: str, room: float, size: float) -> str:
    """The text, cut with … where it would take more than ``room`` pixels."""
    if width(text, size) <= room:
        return text
    room -= width("…", size)
    taken = 0.0
    for place, letter in enumerate(text):
        taken += _letter(letter) * size
        if taken > room:
            return text[:place].rstrip() + "…"
    return text


def wrap(text: str, room: float, size: float, most: int = 4) -> list[str]:
    """The text in lines of at most ``room`` pixels, at most ``most`` of them."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return [fit(line, room, size) for line in lines]


@cache
def _letters(text: str) -> float:
    return sum(map(_letter, text))


@cache
def _letter(letter: str) -> float:
    known = _BY_LETTER.get(letter)
    if known is not None:
        return known
    if letter < "\u0300":
        return _OTHER
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if ord(letter) > 0x1F000:
        return 1.4
    return 1.05 if unicodedata.east_asian_width(letter) in "WF" else 0.75


BASELINE = 4.2
"""Pixels from a line's middle to the foot of its letters."""


def letters(x: float, y: float, words: str, classes: str = "", end: bool = False) -> str:
    """Words as an element of an SVG, with their middle at that height; nothing for no words."""
    if not words:
        return ""
    kind = f' class="{classes}"' if classes else ""
    anchor = ' text-anchor="end"' if end else ""
    return f'<text{kind} x="{x:.0f}" y="{y + BASELINE:.1f}"{anchor}>{escape(words)}</text>'
