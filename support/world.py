"""The one typed object on behave's context, and the run that it belongs to."""

from __future__ import annotations

import contextlib
import datetime
import secrets as chance
import urllib.parse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from support.actors.actor import Actor
from support.actors.budgets import Budgets, of_settings
from support.actors.cast import Cast
from support.actors.facts import Facts
from support.actors.question import Cursor
from support.actors.stage import Stage
from support.actors.token import life_of
from support.history import latencies
from support.history.evidence import Evidence
from support.runs import ledger
from support.settings import Settings
from support.stack import Stack
from support.stores.kept import Kept
from support.targets.profile import Target
from support.wire.carrier import Carrier
from support.wire.dead import DeadPlatform
from support.wire.live import LiveWire
from support.wire.replay import ReplayWire
from support.wire.seam import Wire
from support.wire.secrets import Secrets
from support.wire.tape import Tape

TRANSCRIPTS = "transcripts"
"""The folder under reports/ with one tape for each scenario."""

RENEW_WITHIN = 60.0
"""Seconds before its end at which the operator's sign-in is replaced."""


class Played(Protocol):
    """A scenario as behave has it."""

    name: str
    stable_id: str


class CleanupFailed(Exception):  # noqa: N818 - it says what happened
    """A scenario's cleanup did not work: something may have been left behind."""


class World:
    """One scenario's world: its people, what is kept, its budgets and facts."""

    def __init__(self, stage: Stage, title: str, transcript: Path | None = None, *, replayed: bool = False) -> None:
        """
        :param transcript: where the tape is written when the world closes; None for nowhere.
        :param replayed: there is no service: nothing was made and nothing is cleaned up.
        """
        self.scenario_id = stage.scenario_id
        self.title = title
        self.target = stage.target
        self.wire: Wire = stage.wire
        self.budgets = stage.budgets
        self.facts = Facts()
        self.cast = Cast(stage)
        self.kept = Kept(stage)
        self._transcript = transcript
        self._replayed = replayed
        self._cleanups: list[tuple[str, Callable[[], None]]] = []

    @property
    def evidence(self) -> Evidence:
        """What was seen so far, ready to be shown: no secret in it."""
        tabs = [tab for actor in self.cast.present() for tab in actor.connections]
        return Evidence(self.wire.tape, self.wire.secrets, [frame for tab in tabs for frame in tab.frames()])

    def mark(self) -> Cursor:
        """The place in the scenario's order now, for every actor; becomes the default ``since`` of all tabs."""
        cursor = Cursor(*self.wire.mark("world"))
        for actor in self.cast.present():
            for tab in actor.connections:
                tab.acts(cursor)
        return cursor

    def now(self) -> datetime.datetime:
        """The wall clock, UTC, through the wire."""
        return self.wire.wall()

    def enters(self, step_type: str) -> None:
        """A step begins: "given", "when" or "then" (environment.py calls it)."""
        self.wire.enters(step_type)

    def cleans_up(self, what: str, work: Callable[[], None]) -> None:
        """Registers work for the end of the scenario; done in reverse order. ``what`` names it for messages."""
        self._cleanups.append((what, work))

    def settles(self) -> None:
        """Waits until every run that somebody follows on an open tab has ended, and until each open tab has all the
        numbers that its owner's others have. Never raises: what does not settle is the checkers' business."""
        at_once = self.budgets.wait("at once")
        for actor in self.cast.present():
            for question in (question for tab in actor.connections for question in tab.questions):
                self.wire.wait(f"{question.text[:60]!r} is acknowledged", question.settled, at_once)
                if question.acknowledgement is not None:
                    with contextlib.suppress(AssertionError):
                        question.tab.follows(question)
        for actor in self.cast.present():
            self.wire.wait(f"all of {actor.name}'s tabs have the same", partial(_even, actor), at_once)

    def close(self) -> None:
        """Cleans up what was registered, in reverse, signs everybody out, writes the tape; raises
        CleanupFailed when any of it fails, after all of it was tried."""
        if self._replayed:
            return
        wrong: list[str] = []
        for what, work in reversed(self._cleanups):
            try:
                work()
            except Exception as error:  # all cleanups are tried, whatever one of them does
                wrong.append(f"{what}: {error}")
        try:
            if not self.wire.dying:
                wrong += self.cast.leaves()
        finally:
            self._reports()
            if self._transcript is not None:
                self.wire.tape.write(self._transcript, self.wire.secrets)
            self.wire.close()
        if wrong:
            raise CleanupFailed(f"cleaning up after {self.title!r} failed: {'; '.join(wrong)}")

    def _reports(self) -> None:
        """Hands the run's ledger, where there is one, what was measured and what could not be judged."""
        if not ledger.is_open():
            return
        for name, seconds in latencies.of_actors(self.cast.present()):
            ledger.current().measure(name, seconds * 1000)
        for each in self.budgets.not_checked:
            ledger.current().leave_unchecked(self.scenario_id, each.name, each.reason)


class Suite:
    """One run of the suite against one target. ``seed`` is unique to the run: names made from it never collide."""

    def __init__(
        self,
        settings: Settings,
        target: Target,
        stack: Stack | None = None,
        seed: str | None = None,
        dead: str | None = None,
    ) -> None:
        """:param stack: what to stop at the end; None for a target that somebody else runs.
        :param dead: one of support.wire.dead.WAYS: the platform is dead from each scenario's first When on."""
        self.settings = settings
        self.target = target
        self.stack = stack
        self.seed = seed or chance.token_hex(6)
        self.defect_reached: bool | None = None
        """Whether the defect of the settings was ever used; known once the suite is closed, None without one."""
        self._dead = None if dead is None else DeadPlatform(dead)
        self._operator_token: str | None = None
        self._carrier = Carrier(target.database_url, process_dead=self._process_dead)

    @classmethod
    def open(cls, settings: Settings) -> Suite:
        """Connects to the target of the settings, starting the embedded stack where that is the target.

        Raises SettingsError for a bad profile and StackError for a stack that does not start."""
        if settings.target != "embedded":
            return cls(settings, Target.of_file(Path(settings.target)), dead=settings.dead)
        stack = Stack.of(settings)
        profile = {"name": "embedded", **stack.start().as_profile()}
        return cls(settings, Target.of_profile(profile, "the embedded stack"), stack, dead=settings.dead)

    def world(self, scenario: Played) -> World:
        """A fresh world for one scenario."""
        patience = self.settings.patience * self.target.patience
        promised = of_settings(self.settings, "live_model" in self.target.declares)
        tape = Tape({
            "scenario": scenario.stable_id, "title": scenario.name, "seed": self.seed, "target": self.target.recorded(),
            "patience": patience, "budgets": promised,
        })  # fmt: skip
        dialect = self.target.speaks()
        hidden = Secrets(dialect.secret_fields)
        for secret, kind in self.target.secrets():
            hidden.hide(secret, kind)
        wire = LiveWire(self._carrier, tape, hidden, patience=patience, dead=self._dead)
        budgets = Budgets(promised, patience, lambda: float(wire.ask("probe", "echo", self._carrier.probe.seconds)))
        stage = Stage(wire, self.target, dialect, budgets, self.seed, scenario.stable_id, lambda: self._operator(stage))
        return World(stage, scenario.name, self._transcript(scenario))

    def close(self) -> None:
        """Ends everything that this run started."""
        self._carrier.close()
        if self.stack is not None:
            if self.settings.defect is not None:
                self.defect_reached = self.stack.has_logged(f"defect reached {self.settings.defect}")
            self.stack.stop()

    def _transcript(self, scenario: Played) -> Path | None:
        if not self.settings.evidence:
            return None
        return self.settings.reports / TRANSCRIPTS / f"{scenario.stable_id}.jsonl"

    def _operator(self, stage: Stage) -> str:
        """Sam's access token: he signs in once for each run, whoever needs him first."""

        def signs_in() -> str:
            operator = self.target.operator
            if operator is None:
                raise LookupError(f"the profile of {self.target.name} names no operator: add [operator]")
            life = life_of(self._operator_token, stage.wire.wall()) if self._operator_token else None
            if self._operator_token is None or life is None or life.lasts - life.age < RENEW_WITHIN:
                call = stage.dialect.sign_in(operator.email, operator.password)
                self._operator_token = stage.perform("Sam", call).value.tokens.access
            return self._operator_token

        return str(stage.wire.ask("Sam", "the operator's sign-in", signs_in))

    def _process_dead(self, url: str) -> bool:
        services = self.stack.services.values() if self.stack is not None else ()
        place = urllib.parse.urlsplit(url).netloc
        return any(service.died and urllib.parse.urlsplit(service.url).netloc == place for service in services)


def replayed(tape: Tape) -> World:
    """The world of a recorded scenario, to be played again with no service."""
    head = tape.head
    target = Target.of_profile(head["target"], "the transcript")
    dialect = target.speaks()
    wire = ReplayWire(tape, Secrets(dialect.secret_fields))
    budgets = Budgets(head["budgets"], head["patience"], lambda: float(wire.ask("probe", "echo", _never)))
    stage = Stage(
        wire,
        target,
        dialect,
        budgets,
        head["seed"],
        head["scenario"],
        lambda: str(wire.ask("Sam", "the operator's sign-in", _never)),
    )
    return World(stage, head["title"], replayed=True)


def _never() -> None:
    raise AssertionError("a replay asks nobody")


def _even(actor: Actor) -> bool:
    newest = [
        max((f.seq for f in tab.frames() if f.seq is not None), default=0) for tab in actor.connections if tab.open
    ]
    return len(set(newest)) <= 1
