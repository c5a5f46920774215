"""Gathers what there is to draw of a scenario, from its tape and from what its people's tabs hold."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from support.evidence.lanes import Lanes
from support.evidence.picture import ACROSS, Moment, Picture, Shape, StepLine
from support.runs.outcomes import is_added
from support.targets.canon import TERMINAL, Answer, Event, Frame, Problem, Thought, ToolEnd, ToolStart

if TYPE_CHECKING:
    from support.actors.tab import Tab
    from support.wire.tape import Entry
    from support.world import World

_SAID = 160
"""Letters of what was said that are kept: more than any lane has room for."""

_SHAPES = {
    Event.THINKING: Shape.THOUGHT,
    Event.TOOL_STARTED: Shape.TOOL,
    Event.TOOL_ENDED: Shape.TOOL_END,
    Event.COMPLETED: Shape.ANSWER,
    Event.FAILED: Shape.TROUBLE,
    Event.DIED: Shape.TROUBLE,
    Event.CANCELLED: Shape.TROUBLE,
    Event.ERROR: Shape.TROUBLE,
    Event.GAP: Shape.TROUBLE,
    Event.READY: Shape.READY,
}
"""Every other event is just told."""

_OF_A_CROWD = frozenset({Shape.OPENS, Shape.CLOSES, Shape.REFUSED, Shape.TROUBLE, Shape.WAIT, Shape.ASKS})
"""What is told of those who are too many to be told apart."""

_WORDS = {
    Event.READY: "ready",
    Event.RECEIVED: "received",
    Event.COMPLETED: "answered",
    Event.TOOL_STARTED: "tool starts",
    Event.TOOL_ENDED: "tool ends",
}
"""Shorter words than the events' own, for narrow lanes."""

_WAITED = 0.2
"""Seconds from which on it is told that something was waited for in vain."""

_SILENT = frozenset({"probe", "clock", "evidence"})
"""Channels of questions to the outside that concern nobody in the scenario."""


_DOERS = {"stack": "the suite", "proxy": "the suite", "model provider": "the model provider"}
"""Channels on which something is done to everybody, and who does it."""
_QUESTIONS = ("who has", "leads ", "reads ")
"""How questions to the stack, the proxy and the model provider begin that do nothing to anybody."""


def gather(world: World, scenario: Any, about: Sequence[int] = ()) -> Picture:
    """The picture of a scenario, without its outcome.

    :param scenario: the behave Scenario, for the words of its steps.
    :param about: what the broken promise is about, as places in the scenario's order.
    """
    return _Gathering(world, about).picture(scenario)


class _Gathering:
    def __init__(self, world: World, about: Sequence[int]) -> None:
        self._world = world
        self._about = about
        self._entries: list[Entry] = list(world.wire.tape.entries)
        self._names = {actor.name for actor in world.cast.present()}
        self._tabs: dict[str, Tab] = {tab.channel: tab for actor in world.cast.present() for tab in actor.opened_tabs}
        self._frames = {frame.number: frame for tab in self._tabs.values() for frame in tab.frames()}
        questions = sorted((q for tab in self._tabs.values() for q in tab.questions), key=lambda q: q.cursor.number)
        self._questions = {question.cursor.number: (place, question) for place, question in enumerate(questions)}
        self._runs = {question.run_id: place for place, question in enumerate(questions) if question.run_id}
        self._asked: dict[tuple[str, int | None], float] = {}
        """When each question went out, by its tab's channel and its place."""
        meant = {entry.channel for entry in self._entries if entry.number in about}
        self._lanes = Lanes(list(self._tabs.values()), meant)

    def picture(self, scenario: Any) -> Picture:
        world = self._world
        moments = [each for each in self._moments() if each.lane != self._lanes.crowd or each.shape in _OF_A_CROWD]
        steps = list(self._steps(scenario))
        return Picture(
            title=scenario.name,
            place=f"{scenario.feature.name} · {scenario.filename}:{scenario.line}",
            status="",
            lanes=self._lanes.drawn(world, looks=any(each.shape is Shape.LOOK for each in moments)),
            moments=moments,
            steps=steps,
            questions=[question.text for _, question in self._questions.values()],
            offending=frozenset(self._offending(moments, steps)),
        )

    # -- steps
    def _steps(self, scenario: Any) -> Iterator[StepLine]:
        reached = iter([entry for entry in self._entries if entry.kind == "step"])
        for step in scenario.all_steps:
            entry = next(reached, None)
            status = {"passed": "passed", "pending_warn": "passed", "skipped": "skipped", "untested": "skipped"}
            yield StepLine(
                keyword=step.keyword.strip(),
                text=step.name,
                status=status.get(step.status.name, "failed"),
                number=entry.number if entry else None,
                at=entry.at if entry else 0.0,
                added=is_added(step),
            )

    def _offending(self, moments: Sequence[Moment], steps: Sequence[StepLine]) -> Iterator[int]:
        """The moments that are meant: that number's own, else the next one on its channel, else what was waited for
        in vain in the step that failed."""
        drawn = {moment.number for moment in moments}
        channels = {entry.number: entry.channel for entry in self._entries}
        for number in self._about:
            following = (n for n in sorted(drawn) if n >= number and channels.get(n) == channels.get(number))
            found = number if number in drawn else next(following, None)
            if found is not None:
                yield found
        failed = next((step.number for step in steps if step.status == "failed"), None)
        if not self._about and failed is not None:
            in_vain = [each.number for each in moments if each.shape is Shape.WAIT and each.number > failed]
            yield from in_vain[-1:]

    # -- moments
    def _moments(self) -> Iterator[Moment]:
        marks: dict[str, int] = {}
        hanging_up: set[str] = set()
        for entry in self._entries:
            match entry.kind:
                case "mark":
                    marks[entry.channel] = entry.number
                case "hang_up":
                    hanging_up.add(entry.channel)
                    words = "closes the tab" if entry.content.get("politely") else "loses the connection"
                    yield self._moment(entry, Shape.CLOSES, words)
                case "closed" if entry.channel not in hanging_up:
                    code, reason = entry.content["code"], entry.content["reason"]
                    said = f"is closed by the platform: {code}{f' {reason}' if reason else ''}"
                    yield self._moment(entry, Shape.CLOSES, said)
                case "send":
                    yield self._send(entry, marks.get(entry.channel, 0))
                case _:
                    yield from self._other(entry)

    def _other(self, entry: Entry) -> Iterator[Moment]:
        """What can be told without knowing what came before."""
        match entry.kind:
            case "frame" if entry.number in self._frames:
                yield self._frame(entry, self._frames[entry.number])
            case "exchange":
                yield self._call(entry)
            case "read":
                found = len(entry.result or ())
                words = f"looks up {entry.content['query']}: {found} row{'s' if found != 1 else ''}"
                yield self._moment(entry, Shape.LOOK, words)
            case "connect":
                yield self._door(entry)
            case "reads":
                yield self._moment(entry, Shape.ACTS, "reads again" if entry.content["reading"] else "stops reading")
            case "wait" if entry.result is False and entry.done_at - entry.at >= _WAITED:
                yield self._waited(entry)
            case "ask" if not self._own_business(entry):
                what, doer = entry.content["what"], _DOERS.get(entry.channel)
                if doer is not None:
                    yield self._moment(entry, Shape.EVENT, f"{doer} {what}", lane=ACROSS)
                else:
                    yield self._moment(entry, Shape.LOOK, f"looks into {entry.channel}: {what}")

    def _own_business(self, entry: Entry) -> bool:
        """Whether it is a question of the suite's own that shows nothing of the platform."""
        own = entry.channel in self._names | {"Sam"} | _SILENT
        return own or entry.content["what"].startswith(_QUESTIONS)

    def _moment(self, entry: Entry, shape: Shape, words: str, *, lane: int | None = None, **more: Any) -> Moment:
        where = self._lanes.place(entry.channel) if lane is None else lane
        return Moment(entry.number, entry.at, entry.done_at, where, shape, words, **more)

    def _call(self, entry: Entry) -> Moment:
        content, result = entry.content, entry.result or {}
        doing = entry.words or f"{content['method']} {urllib.parse.urlsplit(content['url']).path}"
        outcome = f"no answer ({result['fault']})" if "fault" in result else str(result.get("status", "open"))
        return self._moment(
            entry,
            Shape.REFUSED if _refused(entry) else Shape.CALL,
            f"{entry.channel} {doing}",
            said=f"{(entry.done_at - entry.at) * 1000:.0f} ms",
            label=outcome,
            together=f"{entry.channel} {doing} {outcome}",
        )

    def _door(self, entry: Entry) -> Moment:
        result = entry.result or {}
        if "accepted" in result:
            crowded = self._lanes.place(entry.channel) == self._lanes.crowd
            together = "opens" if crowded else ""
            return self._moment(entry, Shape.OPENS, "opens the tab", together=together, patient=crowded)
        if "fault" in result:
            words = f"knocks at the door: no answer ({result['fault']})"
        else:
            words = f"is turned away at the door: {result.get('status', 'no answer yet')}"
        return self._moment(entry, Shape.REFUSED, words, together=words, patient=True)

    def _frame(self, entry: Entry, frame: Frame) -> Moment:
        together, said = _said(frame)
        run = self._run_of(frame)
        words = _WORDS.get(frame.event, str(frame.event)) + (" (degraded)" if frame.degraded else "")
        if frame.terminal and (entry.channel, run) in self._asked:
            words += f" in {entry.at - self._asked[entry.channel, run]:.2f} s"
        return self._moment(
            entry,
            _SHAPES.get(frame.event, Shape.TOLD),
            words,
            said=_cut(said),
            label="" if frame.seq is None else str(frame.seq),
            run=run,
            starts=frame.event is Event.STARTED,
            ends=frame.event in TERMINAL,
            together=f"{words} {frame.run_id}" if together or frame.event is Event.HEARTBEAT else "",
            patient=frame.event is Event.HEARTBEAT,
        )

    def _run_of(self, frame: Frame) -> int | None:
        if frame.run_id is None:
            return None
        return self._runs.setdefault(frame.run_id, len(set(self._runs.values()) | set(range(len(self._questions)))))

    def _send(self, entry: Entry, mark: int) -> Moment:
        if mark in self._questions:
            place, question = self._questions[mark]
            self._asked[entry.channel, place] = entry.at
            return self._moment(entry, Shape.ASKS, "asks", said=_cut(question.text), run=place)
        tab = self._tabs.get(entry.channel)
        after = next((after for cursor, after in tab.resumed if cursor.number == mark), None) if tab else None
        if after is not None:
            return self._moment(entry, Shape.ACTS, f"asks for everything after number {after}")
        sent = self._world.wire.secrets.redact(str(entry.content.get("text", "a binary frame")))
        return self._moment(entry, Shape.ACTS, "sends", said=sent[:_SAID])

    def _waited(self, entry: Entry) -> Moment:
        waited = entry.done_at - entry.at
        if entry.content["for"] == "a quiet window":
            words = f"watches for {waited:.2g} s: nothing comes"
        else:
            words = f"waited {waited:.2g} s in vain for {entry.content['for']}"
        lane = self._lanes.place(entry.channel) if entry.channel in self._tabs else ACROSS
        return Moment(entry.done_number, entry.done_at, entry.done_at, lane, Shape.WAIT, words, since=entry.at)


def _said(frame: Frame) -> tuple[bool, str]:
    """Whether neighbours of that kind can be told in one line, and what the frame says."""
    match frame.body:
        case Thought(text=text):
            return True, text
        case ToolStart(tool=tool) | ToolEnd(tool=tool):
            return True, tool or ""
        case Answer(text=text):
            return False, text
        case Problem(code=code, message=message):
            return False, message or code or ""
        case _:
            return False, str(getattr(frame.body, "text", None) or "") if frame.event is Event.NOTICE else ""


def _cut(text: str) -> str:
    """The beginning of a text, cut between words: half a secret would not be found again."""
    return text if len(text) <= _SAID else text[:_SAID].rpartition(" ")[0] + " …"


def _refused(entry: Entry) -> bool:
    result = entry.result or {}
    return "fault" in result or int(result.get("status", 0)) >= 400
