"""Draws a picture as one SVG: a column for each person's tab and one for the calls, time from top to bottom.

Needs no script and no network, follows the reader's light or dark, holds no text below 11 pixels, and gives every
kind of moment a shape of its own: colour only repeats what shape and words say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from support.evidence import marks
from support.evidence.layout import AXIS, PAD, QUIET, Band, Layout, arrange
from support.evidence.lettering import BASELINE, fit, letters, width, wrap
from support.evidence.lines import lines
from support.evidence.picture import Picture, Shape

STYLE = (Path(__file__).parent / "swimlane.css").read_text(encoding="utf-8")
_COLOURS = (
    ".lanes{--paper:#fbfaf7;--card:#fff;--ink:#1d2433;--soft:#5a6478;--line:#e3e1da;--works:#17714a;--broken:#b3261e;"
    "--broken-bg:#fce8e6;--not_checked:#8a5a00;--not_checked-bg:#fdf1d8;--no_check_yet-bg:#eceef3;--link:#1c4fb8}"
    "@media (prefers-color-scheme:dark){.lanes{--paper:#12151c;--card:#1a1f29;--ink:#e8ebf2;--soft:#a3adc0;"
    "--line:#2d3443;--works:#63cf9b;--broken:#ff8f85;--broken-bg:#45201e;--not_checked:#f0bf60;"
    "--not_checked-bg:#3c2f13;--no_check_yet-bg:#2a3040;--link:#92b4ff}}"
)
"""The business page's colours, for a picture that stands alone."""

_STANDING_ALONE = re.compile(
    r'<svg xmlns="[^"]+" (?P<kept>.*?) height="(?P<height>\d+)" viewBox="0 0 (?P<width>\d+) \d+"'
    r' data-head="(?P<head>\d+)"(?P<spoken>[^>]*)><style>.*?</style>',
    re.DOTALL,
)
_SIGNS = {"passed": ("ok", "✓"), "failed": ("bad", "✕"), "skipped": ("soft", "–")}
_STATUS = {"passed": "✓ passed", "failed": "✕ failed", "broken": "✕ broken: the suite or its stack did not work"}


def embedded(svg: str) -> str:
    """A drawing for a page that brings :data:`STYLE`, the colours and the words of the head itself."""
    found = _STANDING_ALONE.match(svg)
    assert found is not None, "only what draw() has drawn can be embedded"
    head, height = int(found["head"]), int(found["height"])
    size = f'height="{height - head}" viewBox="0 {head} {found["width"]} {height - head}"'
    return f"<svg {found['kept']} {size}{found['spoken']}>{svg[found.end() :]}"


def draw(picture: Picture) -> str:
    """The picture as SVG. Its words are drawn as they are: clean them before."""
    failed = next((step for step in picture.steps if step.status == "failed"), None)
    rows = ", ".join(identity for identity, _ in picture.promises)
    breaks = f"✕ Here {rows or 'the promise'} broke" + (f": {failed.keyword} {failed.text}" if failed else "")
    head, top = _head(picture)
    layout = arrange(picture, top + 54, breaks)
    parts = [*_lanes(layout, top), *_runs(layout, picture), *_gaps(layout), *_bands(layout, picture)]
    parts += lines(layout, picture)
    legend, height = _legend(picture, layout)
    size = f'width="{layout.width:.0f}" height="{height:.0f}" viewBox="0 0 {layout.width:.0f} {height:.0f}"'
    spoken = f'data-head="{top - 8:.0f}" aria-label="{_spoken(picture)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="lanes" role="img" {size} {spoken}>'
        f"<style>{_COLOURS}{STYLE}</style>"
        f'<rect class="paper" width="{layout.width:.0f}" height="{height:.0f}"/>'
        f"{''.join([*head, *parts, *legend])}</svg>"
    )


def _head(picture: Picture) -> tuple[list[str], float]:
    """Title, what was promised and what was seen instead; and where it ends."""
    y = PAD + 10.0
    parts = []
    for line in wrap(picture.title, 880, 15, 2):
        parts.append(letters(PAD, y, line, "big"))
        y += 20
    kind = "ok" if picture.status == "passed" else "bad"
    status = _STATUS.get(picture.status, picture.status)
    parts.append(letters(PAD, y, status, f"strong {kind}"))
    parts.append(letters(PAD + width(status, 13) + 12, y, fit(picture.place, 780, 12), "soft"))
    y += 20
    if picture.status == "passed":
        return parts, y
    for identity, statement in picture.promises:
        for place, line in enumerate(wrap(statement, 820, 12, 2)):
            parts.append(letters(PAD, y, identity, "strong") if place == 0 else "")
            parts.append(letters(PAD + 58, y, line))
            y += 17
    for place, line in enumerate(wrap(picture.cause, 820, 12, 3)):
        parts.append(letters(PAD, y, "seen" if place == 0 else "", "strong bad"))
        parts.append(letters(PAD + 58, y, line, "bad"))
        y += 17
    return parts, y + 4


def _lanes(layout: Layout, top: float) -> Iterator[str]:
    """The columns with their names."""
    for column in layout.columns:
        x, room = column.left + 4, column.width - 8
        yield (
            f'<rect class="card" x="{column.left + 1:.0f}" y="{top:.0f}" width="{column.width - 2:.0f}"'
            f' height="{layout.height - top:.0f}" rx="6"/>'
        )
        yield letters(x + 4, top + 12, fit(column.lane.who, room, 13), "step strong")
        for place, line in enumerate(column.lane.what[-2:]):
            yield letters(x + 4, top + 28 + 14 * place, fit(line, room, 11), "soft small")
    yield letters(PAD, top + 12, "seconds", "soft small")


def _runs(layout: Layout, picture: Picture) -> Iterator[str]:
    """A bar beside the frames of each run: dashed from the question to the start, full from there to the end."""
    for place, column in enumerate(layout.columns):
        for run in column.tracks:
            own = [line for row in layout.rows for line in row.lines if line.first.lane == place]
            told = [line for line in own if line.first.run == run]
            if not told:
                continue
            asked = told[0].first.shape is Shape.ASKS or any(line.first.starts for line in told)
            begun = next((line.y for line in told if line.first.starts), None if asked else told[0].y)
            closed = (line.y for line in own if line.first.shape is Shape.CLOSES and line.y > told[-1].y)
            ended = next((line.y for line in told if line.first.ends), next(closed, None))
            bottom = ended if ended is not None else layout.rows[-1].y
            x = column.track(run)
            waits_until = begun if begun is not None else bottom
            if waits_until > told[0].y:
                yield f'<path class="waiting" d="M{x:.0f} {told[0].y:.0f}V{waits_until:.0f}"/>'
            if begun is not None and bottom > begun:
                yield f'<rect class="worked" x="{x - 2:.0f}" y="{begun:.0f}" width="4" height="{bottom - begun:.0f}"/>'
                if ended is None:
                    yield letters(x - 4, bottom + 9, "⋮", "soft")


def _gaps(layout: Layout) -> Iterator[str]:
    for gap in layout.gaps:
        yield letters(PAD, gap.y, f"⋮ {gap.seconds:.1f} s", "soft small")
        yield f'<path class="gap" d="M{PAD + AXIS} {gap.y:.0f}H{layout.width - PAD:.0f}"/>'


def _bands(layout: Layout, picture: Picture) -> Iterator[str]:
    for band in layout.bands:
        step = band.step
        kind = step.status if step is not None else band.kind
        left = PAD if step is not None else PAD + AXIS
        yield (
            f'<rect class="band {kind}" x="{left}" y="{band.y:.0f}" width="{layout.width - PAD - left:.0f}"'
            f' height="{band.height:.0f}" rx="5"/>'
        )
        middle = band.y + 12.5
        if step is not None:
            yield from _step(layout, band, middle)
        else:
            yield from _note(layout, band, middle)


def _step(layout: Layout, band: Band, middle: float) -> Iterator[str]:
    step = band.step
    assert step is not None, "the band of a step"
    sign, glyph = _SIGNS[step.status]
    yield letters(PAD + 8, middle, glyph, f"strong {sign}")
    if step.number is not None:
        yield letters(PAD + 24, middle, f"{step.at:.3f}", "soft small")
    tone = " soft" if step.status == "skipped" or step.added else ""
    for place, text in enumerate(band.text):
        y = middle + 17 * place
        if place == 0:
            keyword, _, rest = text.partition(" ")
            inner = f'<tspan class="strong">{escape(keyword)}</tspan> {escape(rest)}'
            yield f'<text class="step{tone}" x="{PAD + AXIS + 6}" y="{y + BASELINE:.1f}">{inner}</text>'
        else:
            yield letters(PAD + AXIS + 6, y, text, f"step{tone}")
    said = {"failed": "✕ broke here", "skipped": "not reached" if step.number is None else "skipped"}.get(step.status)
    if said or step.added:
        tone = "strong bad" if step.status == "failed" else "soft small"
        yield letters(layout.width - PAD - 8, middle, said or "added to every scenario", tone, end=True)


def _note(layout: Layout, band: Band, middle: float) -> Iterator[str]:
    line = band.line
    bad = band.kind in ("breaks", "wait")
    if band.kind == "breaks" and line is not None and line.first.lane >= 0:
        x = layout.columns[line.first.lane].mark
        yield f'<path class="ring" d="M{x:.0f} {line.y + 8:.0f}V{band.y:.0f}"/>'
    if line is not None and band.kind != "breaks":
        yield letters(PAD, middle, f"{line.first.at:.3f}", "soft small")
    glyph = "" if band.kind == "breaks" else "✕ " if bad else "⚠ "
    for place, text in enumerate(band.text):
        yield letters(
            PAD + AXIS + 10,
            middle + 17 * place,
            (glyph if place == 0 else "") + text,
            "strong bad" if bad else "strong",
        )


def _legend(picture: Picture, layout: Layout) -> tuple[list[str], float]:
    """What the marks mean, those alone that are drawn; and where the picture ends."""
    x, y = float(PAD), layout.height + 16
    parts = []
    drawn = {each.shape for each in picture.moments}
    used = [(marks.mark(shape, 0, 0), meaning) for shape, meaning in marks.MEANING.items() if shape in drawn]
    if picture.offending:
        used.append(('<circle class="ring" r="7.5"/>', "broke the promise"))
    for mark, meaning in used:
        if x + 30 + width(meaning, 11) > layout.width - PAD:
            x, y = float(PAD), y + 18
        parts += [
            f'<g transform="translate({x + 7:.0f} {y:.0f})">{mark}</g>',
            letters(x + 19, y, meaning, "soft small"),
        ]
        x += 36 + width(meaning, 11)
    explained = (
        "Time runs down. A dashed bar: a question waits; a full bar: it is worked on."
        f" ⋮ quiet for longer than {QUIET:g} s, cut short. Small numbers: the platform's own order of events."
    )
    for line in wrap(explained, layout.width - 2 * PAD, 11, 2):
        y += 18
        parts.append(letters(PAD, y, line, "soft small"))
    return parts, y + 18


def _spoken(picture: Picture) -> str:
    """The picture in a sentence, for who cannot see it."""
    lanes = ", ".join(f"{lane.who} ({lane.what[-1]})" for lane in picture.lanes)
    failed = next((f" It broke at: {s.keyword} {s.text}." for s in picture.steps if s.status == "failed"), "")
    return escape(f"Timeline of: {picture.title}. {picture.status}. Lanes: {lanes}.{failed}", quote=True)
