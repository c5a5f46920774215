"""Proof by tampering: each scenario is played again on what it really received, with one thing changed in it.

A tampering is killed when a Then of the scenario's own is red; red elsewhere, in the shape of an answer or in the added
last step is stopped; what was never recorded is diverged. When nothing is red it has survived if one of the scenario's
own rows promises the field (registers/promises.csv), and else nobody noticed what nobody promised.
"""

from __future__ import annotations

import bisect
import gc
import itertools
import multiprocessing
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import cast

from support.runs.outcomes import Status
from support.runs.playing import DIVERGED, Played, Repertoire, Script, play
from support.runs.tamper_documents import FIRST, LAST
from support.runs.tamper_messages import Message, Overheard, received
from support.runs.tamper_operators import SPREAD, Operators, Tampering
from support.runs.tamper_pool import Pool
from support.targets.dialect import Dialect
from support.value.promises import Promises
from support.wire.recording import Recording
from support.wire.tape import Tape

AT_ONCE = 2
"""Processes."""

LEAST = 25
"""Tamperings for each scenario: fewer say little."""

MOST_FOR_IDLE = 200
"""Tamperings more, with what each person received in each step, while a Then has not been red in any."""

COLLECT_EVERY = 100
"""Tamperings between two collections of garbage; by itself Python would look for it all the time."""

KILLED, STOPPED, SURVIVED, UNNOTICED, ELSEWHERE = "killed", "stopped", "survived", "unnoticed", "killed elsewhere"
"""How a tampering ends, beside :data:`support.runs.playing.DIVERGED`."""


@dataclass(frozen=True)
class Tried:
    """What came of one tampering."""

    tampering: Tampering
    how: str
    thens: tuple[str, ...] = ()
    """The Thens that are red, each as file:line."""
    says: str = ""
    promised: frozenset[str] = frozenset()
    """The scenario's own rows that promise the field."""


@dataclass
class Tampered:
    """One scenario, tampered with; ``trouble`` says why it could not be."""

    script: Script
    tried: list[Tried] = field(default_factory=list)
    untold: frozenset[str] = frozenset()
    seconds: float = 0.0
    """Of a processor."""
    trouble: str = ""

    @property
    def counts(self) -> Counter[str]:
        """How many ended how."""
        return Counter(each.how for each in self.tried)


@dataclass
class Prepared:
    """A scenario that can be tampered with: its recording, and what it received of each kind first and last."""

    script: Script
    recording: Recording
    messages: list[Message]

    @property
    def occurrences(self) -> Iterator[tuple[Message, str]]:
        """The first and the last message of each kind: from the When on, where the kind comes there at all."""
        for alike in _alike(self.messages, lambda message: message.name):
            yield alike[0], FIRST
            yield alike[-1], LAST

    def of_each(self, thens: Collection[str]) -> list[tuple[Message, str]]:
        """As above, of each person and each step that received such a message after the When: those of ``thens``
        (file:line) first, then what came last."""
        begins = [entry.number for entry in self.recording.tape.entries if entry.kind == "step"]
        lines = self.script.lines

        def whose(message: Message) -> tuple[int, str, str]:
            step = bisect.bisect_right(begins, message.entry.number)
            return step, message.entry.channel.partition("/")[0], message.name

        found = list(_alike([message for message in self.messages if not message.arranged], whose))
        found.sort(key=lambda alike: (lines[whose(alike[0])[0] - 1].place not in thens, -alike[-1].entry.number))
        return [each for alike in found for each in ((alike[-1], LAST), (alike[0], FIRST))]


def _alike(messages: Iterable[Message], name: Callable[[Message], Hashable]) -> Iterator[list[Message]]:
    """Those of one name each: from the When on, where there are any."""
    kinds: dict[Hashable, list[Message]] = {}
    for message in messages:
        kinds.setdefault(name(message), []).append(message)
    for alike in kinds.values():
        yield [message for message in alike if not message.arranged] or alike


def prepare(script: Script, transcript: Path) -> Prepared | str:
    """Ready to be tampered with, or why it is not."""
    try:
        recording = Recording.of(Tape.read(transcript)).spread(SPREAD)
    except FileNotFoundError:
        return f"there is no transcript of it in {transcript.parent}: run it once"
    except (ValueError, KeyError, TypeError) as error:
        return f"its transcript cannot be read: {error}"
    heard: list[Overheard] = []

    def speaks(dialect: Dialect) -> Dialect:
        heard.append(Overheard(dialect))
        return cast("Dialect", heard[0])

    played = play(script, recording, speaks=speaks)
    if played.verdict != Status.PASSED:
        deciding = played.deciding
        assert deciding is not None, "what did not pass was decided by a step"
        return f"it does not pass in a replay: {deciding.line.place}: {deciding.how}: {deciding.says}"
    return Prepared(script, recording, received(recording, played, heard[0]))


def tamper_with(prepared: Prepared, pool: Pool, promises: Promises, *, promised_only: bool = False) -> Tampered:
    """Every tampering with what the scenario received, each in a replay of its own.

    :param promised_only: leaves out what none of the scenario's own rows promises."""
    began = time.process_time()
    result = Tampered(prepared.script)
    operators = Operators(prepared.recording, prepared.messages, pool)
    rows = frozenset(prepared.script.entry.requirements)
    done: set[tuple[str, str, frozenset[str], str, int]] = set()
    idle = {then.place for then in prepared.script.thens}

    def try_it(tampering: Tampering, promised: frozenset[str]) -> None:
        which = (tampering.operator, tampering.message, tampering.fields, tampering.occurrence, tampering.number)
        if which not in done:
            done.add(which)
            played = play(prepared.script, tampering.changes(prepared.recording), every_then=True)
            result.tried.append(judged(tampering, played, promised))
            idle.difference_update(result.tried[-1].thens)
            if len(result.tried) % COLLECT_EVERY == 0:
                gc.collect()

    def try_them(
        occurrences: Iterable[tuple[Message, str]], worth_while: Callable[[Tampering, Message, bool, bool], bool]
    ) -> None:
        first: dict[str, str] = {}
        for message, occurrence in occurrences:
            person = message.entry.channel.partition("/")[0]
            repeated = first.setdefault(message.name, person) == person and occurrence == LAST
            for tampering in operators.of(message, occurrence):
                promised = rows & promises.of(tampering.message, tampering.fields)
                if worth_while(tampering, message, bool(promised), repeated):
                    try_it(tampering, promised)

    heavy = "load" in prepared.script.entry.tags

    def few() -> bool:
        return not promised_only and len(result.tried) < LEAST

    def at_first(tampering: Tampering, message: Message, promised: bool, repeated: bool) -> bool:
        unpromised = not promised_only and (few() or not heavy)
        return promised or (unpromised and _worth_while(tampering, message, repeated=repeated))

    try_them(prepared.occurrences, at_first)
    if few():
        try_them(prepared.occurrences, lambda *_: few())
    most = len(result.tried) + MOST_FOR_IDLE
    if idle and not promised_only:
        by_turns = _by_turns([operators.of(*each) for each in prepared.of_each(idle)])
        for tampering in itertools.takewhile(lambda _: idle and len(result.tried) < most, by_turns):
            try_it(tampering, rows & promises.of(tampering.message, tampering.fields))
    result.untold = frozenset(operators.untold)
    result.seconds = time.process_time() - began
    return result


def _by_turns(streams: Iterable[Iterator[Tampering]]) -> Iterator[Tampering]:
    """The first of each, then the second of each, and so on."""
    waiting = deque(streams)
    while waiting:
        stream = waiting.popleft()
        following = next(stream, None)
        if following is not None:
            yield following
            waiting.append(stream)


def _worth_while(tampering: Tampering, message: Message, *, repeated: bool) -> bool:
    """Whether to try what none of the scenario's own rows promises: it can only show which Thens are decoration, and
    what others promise. So it is enough once for each person (``repeated``: it was tried with the same person's first
    message), and not in what came before the When; the rest of it only where a scenario receives very little."""
    return not (message.arranged or repeated or any(name.startswith("header.") for name in tampering.fields))


def judged(tampering: Tampering, played: Played, promised: frozenset[str]) -> Tried:
    """What came of a tampering, from the replay in which every Then was tried."""
    before = []
    for end in played.ends:
        if end.how == DIVERGED:
            break
        before.append(end)
    red = [end for end in before if end.red and end.line.own and end.line.kind == "then"]
    deciding = played.deciding
    says = "" if deciding is None else f"{deciding.line.words}: {deciding.says}"
    if red:
        return Tried(tampering, KILLED, tuple(end.line.place for end in red), red[0].says, promised)
    if len(before) < len(played.ends):
        return Tried(tampering, DIVERGED, (), says, promised)
    if deciding is not None:
        return Tried(tampering, STOPPED, (), says, promised)
    return Tried(tampering, SURVIVED if promised else UNNOTICED, (), "", promised)


def settle(found: Iterable[Tampered]) -> None:
    """A promise may be kept by several scenarios together: what survived in one of them, though another one of the
    same row kills the same tampering, was killed elsewhere."""
    found = list(found)
    killed = {
        (row, _same(tried)) for each in found for tried in each.tried if tried.how == KILLED for row in tried.promised
    }
    for each in found:
        each.tried = [
            replace(tried, how=ELSEWHERE)
            if tried.how == SURVIVED and all((row, _same(tried)) in killed for row in tried.promised)
            else tried
            for tried in each.tried
        ]


def _same(tried: Tried) -> tuple[str, str, frozenset[str]]:
    return tried.tampering.operator, tried.tampering.message, tried.tampering.fields


def tamper(
    repertoire: Repertoire, scripts: Sequence[Script], folder: Path, promises: Promises, *, promised_only: bool = False
) -> Iterator[Tampered]:
    """Tamper with the scenarios on two processes; each as soon as it is done.

    :param folder: the transcripts of a run, also of other scenarios than these.
    :param promised_only: as for :func:`tamper_with`.
    """
    ready = {script.id: prepare(script, folder / f"{script.id}.jsonl") for script in repertoire.scripts}
    pool = Pool()
    for prepared in ready.values():
        if isinstance(prepared, Prepared):
            for message, occurrence in prepared.occurrences:
                if occurrence == FIRST:
                    pool.takes(message)
    able: list[Prepared] = []
    for script in scripts:
        prepared = ready[script.id]
        if isinstance(prepared, Prepared):
            able.append(prepared)
        else:
            yield Tampered(script, trouble=prepared)
    able.sort(key=lambda each: len(each.recording.tape.entries), reverse=True)
    yield from _in_parallel(able, partial(tamper_with, pool=pool, promises=promises, promised_only=promised_only))


_work: list[tuple[Sequence[Prepared], Callable[[Prepared], Tampered]]] = []
"""What the processes find when they have been forked."""


def _in_parallel(able: Sequence[Prepared], work: Callable[[Prepared], Tampered]) -> Iterable[Tampered]:
    _work[:] = [(able, work)]
    gc.collect()
    gc.freeze()  # what is there already is never garbage: the processes need not copy it to find that out
    by_place = {place: each.script for place, each in enumerate(able)}
    with multiprocessing.get_context("fork").Pool(AT_ONCE) as processes:
        for place, tried, untold, seconds in processes.imap_unordered(_one, by_place):
            yield Tampered(by_place[place], tried, untold, seconds)


def _one(place: int) -> tuple[int, list[Tried], frozenset[str], float]:
    able, work = _work[0]
    gc.disable()
    result = work(able[place])
    return place, [_plain(each) for each in result.tried], result.untold, result.seconds


def _plain(tried: Tried) -> Tried:
    """As it can go from one process to another."""
    named = tried.tampering
    plain = Tampering(named.operator, named.message, named.fields, named.occurrence, named.number, _unchanged)
    return Tried(plain, tried.how, tried.thens, tried.says[:300], tried.promised)


def _unchanged(recording: Recording) -> Recording:
    return recording
