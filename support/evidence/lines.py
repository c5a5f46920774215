"""The lines of a picture: a mark for each moment, and its words as far as its lane has room."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from support.evidence import marks
from support.evidence.layout import PAD, Column, Layout, Line
from support.evidence.lettering import BASELINE, fit, letters, width
from support.evidence.picture import Picture, Shape


def lines(layout: Layout, picture: Picture) -> Iterator[str]:
    numbered = len(picture.questions) > 1
    for row in layout.rows:
        yield letters(PAD, row.y, f"{row.at:.3f}", "soft small")
        for line in row.lines:
            yield from _line(layout, picture, layout.columns[line.first.lane], line, numbered)


def _line(layout: Layout, picture: Picture, column: Column, line: Line, numbered: bool) -> Iterator[str]:
    first, y = line.first, line.y
    hit = bool(picture.offending & {each.number for each in line.moments})
    words, said = _words(line, column.lane.narrow and not hit)
    if numbered and first.run is not None:
        words = f"{_circled(first.run)} {words}"
    x = column.mark
    label = _label(line)
    text_x = x + 12 + (4 * (min(len(line.moments), 3) - 1))
    room = column.right - 6 - text_x - (width(label, 11) + 5 if label else 0)
    loud = first.shape in _LOUD or hit
    size = _BOLD if loud else 12
    shown = fit(words, room, size)
    left = room - width(shown, size)
    quote = _quote(first.shape, said)
    quoted = fit(quote, left, 12) if left > 40 or width(quote, 12) <= left else ""
    whole = f"{first.at:.3f} s{f' ({label})' if label else ''}: {words}{quote}"
    cut = shown != words or quoted != quote
    yield f"<g><title>{escape(whole)}</title>" if cut else "<g>"
    if hit:
        wide = column.width - 4
        yield f'<rect class="hit" x="{column.left + 2:.0f}" y="{y - 9:.1f}" width="{wide:.0f}" height="18"/>'
    if first.shape in _TAKE_TIME and (end := layout.y_at(first.until)) > y + 8:
        yield f'<rect class="worked" x="{x - 2:.0f}" y="{y:.0f}" width="4" height="{end - y:.0f}"/>'
    if first.since is not None:
        kind = "ring vain" if hit else "waiting"
        yield f'<path class="{kind}" d="M{x:.0f} {layout.y_at(first.since):.0f}V{y - 8:.0f}"/>'
    for place in range(min(len(line.moments), 3)):
        yield marks.mark(first.shape, x + 4 * place, y)
    if hit:
        yield f'<circle class="ring" cx="{x:.0f}" cy="{y:.1f}" r="8.5"/>'
    inner = f'<tspan class="soft small">{label} </tspan>' if label else ""
    inner += f'<tspan class="strong">{escape(shown)}</tspan>' if loud else escape(shown)
    if quoted:
        inner += f'<tspan class="soft" unicode-bidi="isolate">{escape(quoted)}</tspan>'
    yield f'<text x="{text_x:.0f}" y="{y + BASELINE:.1f}">{inner}</text></g>'


_LOUD = frozenset({Shape.ASKS, Shape.ANSWER, Shape.TROUBLE})
_TIMED = frozenset({Shape.CALL, Shape.REFUSED})
"""What these say is how long they took."""
_TAKE_TIME = frozenset({Shape.CALL, Shape.REFUSED, Shape.LOOK, Shape.OPENS})
_BOLD = 13.2
"""Bold letters of 12 pixels are as wide as plain ones of this size."""


def _words(line: Line, short: bool) -> tuple[str, str]:
    """What the line says, and what it quotes."""
    first, count = line.first, len(line.moments)
    said = ", ".join(each.said for each in line.moments if each.said)
    if count > 1 and first.shape is Shape.THOUGHT:
        said = " · ".join(each.said for each in line.moments)
    if count > 1 and first.shape in _TIMED:
        said = ""
    words = first.words if count == 1 or (short and first.label) else f"{first.words} ×{count}"
    return words, "" if short else said


def _quote(shape: Shape, said: str) -> str:
    """What is said, as it follows the words."""
    if not said:
        return ""
    if shape in (Shape.TOOL, Shape.TOOL_END):
        return f": {said}"
    if shape in _TIMED:
        return f", {said}"
    return f" {said}" if said.startswith(("“", '"')) else f" “{said}”"


def _label(line: Line) -> str:
    labels = [each.label for each in line.moments if each.label]
    return "–".join(dict.fromkeys((labels[0], labels[-1]))) if labels else ""


def _circled(run: int) -> str:
    return chr(0x2460 + run) if run < 10 else f"({run + 1})"
