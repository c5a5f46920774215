"""Where everything of a picture stands: time runs down, a lane is a column, moments share a row where they can.

Rows follow the order of what happened; quiet time between them is cut short and said in words, so that a long run
stays readable. Neighbours of one kind in a lane share a line.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from support.evidence.lettering import wrap
from support.evidence.picture import ACROSS, Lane, Moment, Picture, StepLine

ROW = 19
"""Pixels from one line to the next."""
AXIS = 66
"""Pixels for the time axis on the left."""
PAD = 14
"""Pixels around everything."""
_WIDTH = 908.0
"""Pixels that a picture takes where its lanes have room in them: as wide as it stands in the business page."""
_NARROW, _WIDE, _CALLS = 150.0, 212.0, 220.0
"""Pixels of a further tab; the least of a person's first tab, and of the calls."""
_TRACK = 7.0
"""Pixels of a run's bar beside its frames."""
_TRACKS = 4
_TOGETHER = 0.2
"""Seconds within which neighbours of one kind share a line."""
_SAME_ROW = 0.02
"""Seconds within which what other lanes are told stands in one row."""
QUIET = 0.25
"""Seconds without anything that are cut short and said."""
_MOST_LINES, _MOST_IN_A_LANE = 500, 150
_KEPT_AT_START = 60


@dataclasses.dataclass(frozen=True)
class Column:
    """A lane's place: ``left`` and ``width`` in pixels, and for each run that it shows the place of its bar."""

    lane: Lane
    left: float
    width: float
    tracks: Mapping[int, int]

    @property
    def mark(self) -> float:
        """Where its marks stand."""
        return self.left + 12 + _bars(self.tracks) * _TRACK

    def track(self, run: int) -> float:
        """Where the bar of that run stands."""
        return self.left + 8 + self.tracks.get(run, 0) * _TRACK

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


@dataclasses.dataclass
class Line:
    """One or several moments that are told in one line of a lane."""

    moments: list[Moment]
    y: float = 0.0

    @property
    def first(self) -> Moment:
        """The one that the line stands for."""
        return self.moments[0]


@dataclasses.dataclass
class Row:
    """What happened at one time in any lane."""

    at: float
    y: float
    lines: list[Line]


@dataclasses.dataclass(frozen=True)
class Band:
    """Text over the whole width: a step, an event for all, the broken promise, what was left out."""

    kind: str
    y: float
    height: float
    text: tuple[str, ...]
    step: StepLine | None = None
    line: Line | None = None


@dataclasses.dataclass(frozen=True)
class Gap:
    """A quiet time that is cut short: where it stands, the middle of it, how many seconds it took."""

    y: float
    at: float
    seconds: float


@dataclasses.dataclass
class Layout:
    """The whole arrangement."""

    width: float
    height: float
    columns: list[Column]
    rows: list[Row]
    bands: list[Band]
    gaps: list[Gap]

    def y_at(self, moment: float) -> float:
        """Where the time stands: at the last row or the quiet time that had begun by then."""
        anchors = [(row.at, row.y) for row in self.rows] + [(gap.at, gap.y) for gap in self.gaps]
        return max((y for at, y in anchors if at <= moment), default=self.rows[0].y if self.rows else 0.0)


def arrange(picture: Picture, top: float, breaks: str) -> Layout:
    """The arrangement below ``top``; ``breaks`` is what stands below the first moment that broke the promise."""
    columns = _columns(picture)
    width = columns[-1].right + PAD
    layout = Layout(width, 0.0, columns, [], [], [])
    items: list[StepLine | Line] = [step for step in picture.steps if step.number is not None]
    items += _shortened(_lines(picture), picture)
    items.sort(key=_number)
    flow = _Flow(layout, top, breaks, picture.offending)
    for item in items:
        if isinstance(item, StepLine):
            flow.step(item)
        else:
            flow.line(item)
    for step in picture.steps:
        if step.number is None:
            flow.step(step)
    layout.height = flow.y + PAD
    return layout


class _Flow:
    """Goes down the picture, item by item."""

    def __init__(self, layout: Layout, top: float, breaks: str, offending: frozenset[int]) -> None:
        self.y = top
        self._layout = layout
        self._breaks = breaks
        self._offending = offending
        self._latest = 0.0
        self._open: list[Row] = []
        """Rows since the last band: only in these another lane may still be told the same."""

    def step(self, step: StepLine) -> None:
        """A step's own band."""
        if step.number is not None:
            self._quiet(step.at)
        self._band("step", (f"{step.keyword} {step.text}",), step=step)
        if step.number is not None:
            self._latest = max(self._latest, step.at)

    def line(self, line: Line) -> None:
        """A line in its row, a new one where none fits."""
        if line.first.lane == ACROSS:
            self._quiet(line.first.at)
            self._band("wait" if line.first.number in self._offending else "event", (line.first.words,), line=line)
        else:
            row = self._row_for(line)
            row.lines.append(line)
            line.y = row.y
        if self._breaks and self._offending & {each.number for each in line.moments}:
            first = line.first
            who = f"{self._layout.columns[first.lane].lane.who}: " if first.lane >= 0 else ""
            said = f" “{first.said}”" if first.said else ""
            self._band("breaks", (self._breaks, f"{who}{first.words}{said}"), line=line)
            self._breaks = ""
        self._latest = max(self._latest, line.moments[-1].at)

    def _row_for(self, line: Line) -> Row:
        first = line.first
        own = [
            place for place, row in enumerate(self._open) if any(each.first.lane == first.lane for each in row.lines)
        ]
        for row in self._open[own[-1] + 1 if own else 0 :]:
            same = any(each.first.words == first.words and each.first.label == first.label for each in row.lines)
            if first.at - row.at <= (_SAME_ROW if same else 0.001):
                return row
        self._quiet(first.at)
        row = Row(first.at, self.y + ROW / 2, [])
        self.y += ROW
        self._layout.rows.append(row)
        self._open.append(row)
        return row

    def _quiet(self, at: float) -> None:
        if at - self._latest >= QUIET:
            self._layout.gaps.append(Gap(self.y + ROW / 2, (at + self._latest) / 2, at - self._latest))
            self.y += ROW
            self._open = []

    def _band(
        self, kind: str, text: tuple[str, ...], *, step: StepLine | None = None, line: Line | None = None
    ) -> None:
        size, indent = (13.0, AXIS) if kind == "step" else (12.0, AXIS + 24)
        room = self._layout.width - indent - PAD - 110
        lines = tuple(line for part in text for line in wrap(part, room, size, 3))
        height = 8 + 17 * len(lines)
        above = 7 if kind == "step" else 2
        self._layout.bands.append(Band(kind, self.y + above, height, lines, step, line))
        self.y += above + height + (3 if kind == "step" else 2)
        self._open = []


def _lines(picture: Picture) -> list[Line]:
    """The moments, neighbours of one kind in one line."""
    borders = [step.number for step in picture.steps if step.number is not None]
    lines: list[Line] = []
    latest: dict[int, Line] = {}
    for moment in picture.moments:
        before = latest.get(moment.lane)
        if (
            before is not None
            and moment.together
            and before.first.together == moment.together
            and (moment.patient or moment.at - before.moments[-1].at <= _TOGETHER)
            and bisect_right(borders, before.first.number) == bisect_right(borders, moment.number)
            and not picture.offending & {moment.number, before.first.number}
        ):
            before.moments.append(moment)
        else:
            latest[moment.lane] = Line([moment])
            lines.append(latest[moment.lane])
    return lines


def _shortened(lines: list[Line], picture: Picture) -> Iterable[Line]:
    """At most so many lines as anybody reads: of more, the beginning, the end and what broke the promise."""
    left_out = len(lines) - min(_MOST_LINES, _MOST_IN_A_LANE * max(1, len({line.first.lane for line in lines}) - 1))
    if left_out <= 0:
        return lines
    kept_at_end = len(lines) - _KEPT_AT_START - left_out
    middle = lines[_KEPT_AT_START : len(lines) - kept_at_end]
    offending = [line for line in middle if picture.offending & {each.number for each in line.moments}]
    first, last = middle[0].first, middle[-1].moments[-1]
    said = (
        f"{left_out - len(offending)} lines, {first.at:.2f} s to {last.at:.2f} s, are left out: the transcript has all"
    )
    note = dataclasses.replace(first, lane=ACROSS, words=said, said="", together="", run=None, until=last.until)
    return [*lines[:_KEPT_AT_START], Line([note]), *offending, *lines[len(lines) - kept_at_end :]]


def _columns(picture: Picture) -> list[Column]:
    lanes = picture.lanes
    many = len([lane for lane in lanes if not lane.narrow]) > 6
    tracks = [_tracks(picture.moments, place) for place in range(len(lanes))]
    least = [
        (_CALLS if place == len(lanes) - 1 else _NARROW if lane.narrow or many else _WIDE)
        + _bars(tracks[place]) * _TRACK
        for place, lane in enumerate(lanes)
    ]
    spare = max(0.0, _WIDTH - 2 * PAD - AXIS - sum(least))
    growing = [place for place, lane in enumerate(lanes) if not lane.narrow]
    left = float(PAD + AXIS)
    columns = []
    for place, lane in enumerate(lanes):
        share = (3.0 if place < len(lanes) - 1 else 1.0) if place in growing else 0.0
        shares = sum(3.0 if each < len(lanes) - 1 else 1.0 for each in growing)
        width = least[place] + spare * share / shares
        columns.append(Column(lane, left, width, tracks[place]))
        left += width
    return columns


def _tracks(moments: Sequence[Moment], lane: int) -> dict[int, int]:
    """The place of each run's bar in a lane: runs that are open at the same time stand side by side."""
    tracks: dict[int, int] = {}
    taken: set[int] = set()
    for moment in moments:
        if moment.lane == lane and moment.run is not None:
            if moment.run not in tracks:
                tracks[moment.run] = next((each for each in range(_TRACKS) if each not in taken), _TRACKS - 1)
                taken.add(tracks[moment.run])
            if moment.ends:
                taken.discard(tracks[moment.run])
    return tracks


def _bars(tracks: Mapping[int, int]) -> int:
    return max(tracks.values(), default=-1) + 1


def _number(item: StepLine | Line) -> int:
    return (item.number or 0) if isinstance(item, StepLine) else item.first.number
