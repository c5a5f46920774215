"""The one typed object on behave's context, and the run that it belongs to."""

from __future__ import annotations

import contextlib
import datetime
import secrets as chance
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, Protocol

from support.actors.budgets import Budgets, of_settings
from support.actors.cast import Cast
from support.actors.facts import Facts
from support.actors.meter import Bill, Meter
from support.actors.model_faults import ModelFaults
from support.actors.question import Cursor
from support.actors.stage import Stage
from support.history import latencies
from support.history.evidence import Evidence
from support.runs import ledger
from support.runs.outcomes import NotPermitted
from support.settings import Settings
from support.stack import Stack, StackError
from support.stack.control import StackControl
from support.stack.lent import LentStack
from support.stores.kept import Kept
from support.targets.dialect import Dialect
from support.targets.profile import Target, named
from support.targets.site import Site
from support.wire.dead import DeadPlatform
from support.wire.detour import TabDetour
from support.wire.failures import StackBroken
from support.wire.live import LiveWire
from support.wire.recording import Recording
from support.wire.replay import ReplayWire
from support.wire.seam import Wire
from support.wire.secrets import Secrets
from support.wire.tape import Tape

_ALL_OF_A_LOG = 64 * 1024 * 1024
"""Bytes: more than any scenario has a service log."""

TRANSCRIPTS = "transcripts"
"""The folder under reports/ with one tape for each scenario."""


class Played(Protocol):
    """A scenario as behave has it."""

    name: str
    stable_id: str
    effective_tags: Collection[str]
    """Its own tags and those of its feature and rule."""


class CleanupFailed(Exception):  # noqa: N818 - it says what happened
    """A scenario's cleanup did not work: something may have been left behind."""


class World:
    """One scenario's world: its people, what is kept, its budgets and facts."""

    def __init__(self, stage: Stage, title: str, transcript: Path | None = None, site: Site | None = None) -> None:
        """
        :param transcript: where the tape is written when the world closes; None for nowhere.
        :param site: where the scenario plays; None in a replay: nothing was made and nothing is cleaned up.
        """
        self.scenario_id = stage.scenario_id
        self.title = title
        self.target = stage.target
        self.wire: Wire = stage.wire
        self.budgets = stage.budgets
        self.facts = Facts()
        self.cast = Cast(stage)
        self.kept = Kept(stage)
        thread = site.carrier.thread if site else None
        self.proxy = stage.detour = TabDetour(stage.wire, thread, self.heals)
        """The way between tabs and chat, for those tabs that are opened through the proxy."""
        self.stack_control = StackControl(
            stage.wire, site, self.heals, lambda: stage.may("break_services"), stage.out_of_service
        )
        """What a scenario on the second stack does to its services."""
        self.faults = ModelFaults(stage, site.carrier if site else None, self.heals)
        """Faults of the model provider, for one organisation each."""
        if site is not None:
            stage.private_key = lambda kid: site.private_key(stage.dialect, kid)
        self._transcript = transcript
        self._bill = stage.bill
        self.site = site
        """Where the scenario plays; None in a replay."""
        self._logs = site.stack.log_mark() if site and site.stack else {}
        self._healings: list[tuple[str, Callable[[], None]]] = []
        self._cleanups: list[tuple[str, Callable[[], None]]] = []

    @property
    def evidence(self) -> Evidence:
        """What was seen so far, ready to be shown: no secret in it."""
        tabs = [tab for actor in self.cast.present() for tab in actor.opened_tabs]
        return Evidence(self.wire.tape, self.wire.secrets, [frame for tab in tabs for frame in tab.frames()])

    def mark(self) -> Cursor:
        """The place in the scenario's order now, for every actor; becomes the default ``since`` of all tabs."""
        cursor = Cursor(*self.wire.mark("world"))
        for actor in self.cast.present():
            for tab in actor.opened_tabs:
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

    def heals(self, what: str, work: Callable[[], None]) -> None:
        """Registers the undoing of a harm: done in reverse order at the end of the scenario, before any cleanup."""
        self._healings.append((what, work))

    @property
    def hampered(self) -> bool:
        """Whether the scenario itself has made something late, so that a late frame is not the platform's fault."""
        ways = any(way.hampered for way in (self.proxy, *self.proxy.narrowed))
        tabs = any(tab.paused for actor in self.cast.present() for tab in actor.opened_tabs)
        return ways or tabs or self.stack_control.hampered

    def fell_behind(self) -> float:
        """By how many seconds at worst the suite itself was late in noticing what had arrived, in this scenario."""
        worst = self.site.carrier.own_delay.worst if self.site else float
        return float(self.wire.ask("probe", "how far the suite fell behind", worst))

    def unharmed(self) -> bool:
        """Whether nothing was done to any service in this scenario; False also where somebody else runs them."""

        def look() -> bool:
            return self.site is not None and self.site.stack is not None and not self.site.harmed

        return bool(self.wire.ask("stack", "who has been harmed", look))

    def died(self) -> list[str]:
        """The services that ended without being asked to in this scenario, by name. Raises StackBroken where the
        scenario had harmed nothing: then it is the stack's fault, and no verdict."""
        died = self.wire.ask("stack", "who has died", lambda: self.site.died() if self.site else [])
        if died and not (self.site is None or self.site.harmed):
            raise StackBroken(f"{', '.join(died)} died without the scenario's doing: see the log in the run folder")
        return list(died)

    def logs(self) -> dict[str, str]:
        """What each service of the stack has logged since the scenario began, without secrets; empty where the logs
        are somebody else's."""
        if self.site is None or self.site.stack is None:
            return {}
        logged = self.site.stack.log_since(self._logs)
        return {name: self.wire.secrets.redact(said) for name, said in logged.items()}

    def log_lines(self, words: str) -> tuple[int, list[str]] | None:
        """How many lines the services have logged since the scenario began, and those that hold these words, each with
        its service; None where the logs are somebody else's."""

        def search() -> Any:
            if self.site is None or self.site.stack is None:
                return None
            logged = self.site.stack.log_since(self._logs, most=_ALL_OF_A_LOG)
            lines = [(name, line) for name, said in logged.items() for line in said.splitlines()]
            return len(lines), [f"{name}: {self.wire.secrets.redact(line)}" for name, line in lines if words in line]

        found = self.wire.ask("stack", f"which log lines hold {words}", search)
        return None if found is None else (found[0], found[1])

    def close(self) -> None:
        """Heals and cleans up what was registered, each in reverse, signs everybody out, writes the tape; raises
        CleanupFailed when any of it fails, after all of it was tried. A stack that is given up is only let go of."""
        if self.site is None:
            return
        try:
            wrong = [] if self.site.given_up else self._undoes(self.site)
        finally:
            self.proxy.close()
            self._reports()
            if self._transcript is not None:
                self.wire.tape.write(self._transcript, self.wire.secrets)
            self.wire.close()
        if wrong:
            raise CleanupFailed(f"cleaning up after {self.title!r} failed: {'; '.join(wrong)}")

    def _undoes(self, site: Site) -> list[str]:
        wrong = _all_done(reversed(self._healings))
        if site.isolated:
            wrong = []  # whatever was not undone, healing the whole stack undoes, or else it is given up
            site.heal(self.budgets.patience)
        wrong += _all_done(reversed(self._cleanups))
        return wrong if self.wire.dying or site.spoilt is not None else wrong + self.cast.leaves()

    def _reports(self) -> None:
        """Hands the run's ledger, where there is one, what was measured, what could not be judged, and a stack that
        could not be healed."""
        if not ledger.is_open():
            return
        if self.site is not None and self.site.spoilt is not None:
            ledger.current().problems.append(
                f"after {self.title!r} the second stack could not be healed and is replaced: {self.site.spoilt}"
            )
        if self._bill is not None:
            ledger.current().charge(self.scenario_id, self._bill.spent)
        for name, seconds in latencies.of_actors(self.cast.present()):
            ledger.current().measure(name, seconds * 1000, self.budgets[name].seconds * 1000)
        for each in self.budgets.not_checked:
            ledger.current().leave_unchecked(self.scenario_id, each.name, each.reason)


class Suite:
    """One run of the suite against one target. ``seed`` is unique to the run: names made from it never collide."""

    def __init__(
        self,
        settings: Settings,
        target: Target,
        stack: Stack | LentStack | None = None,
        seed: str | None = None,
        dead: str | None = None,
    ) -> None:
        """:param stack: what to stop at the end, where it is not lent; None for a target that somebody else runs.
        :param dead: one of support.wire.dead.WAYS: the platform is dead from each scenario's first When on."""
        self.settings = settings
        self.target = target
        self.stack = stack
        self.seed = seed or chance.token_hex(6)
        self.defect_reached: bool | None = None
        """Whether the defect of the settings was ever used; known once the suite is closed, None without one."""
        self.folders: list[Path] = []
        """The run folder of every stack that this run started, to be looked at when all of them have stopped."""
        self._dead = None if dead is None else DeadPlatform(dead)
        place = [int(part) for part in (settings.worker or "1/1").split("/")]
        self._number = place[0]
        self._meter = Meter(target.spending.shared(*place))
        self._first = Site(target, stack)
        self._second: Site | None = None
        self._notes_folder(self._first)

    @classmethod
    def open(cls, settings: Settings, launched: Stack | None = None) -> Suite:
        """Connects to the target of the settings, starting the embedded stack where that is the target.

        Raises SettingsError for a bad profile and StackError for a stack that does not start.

        :param launched: that stack, where it has been launched already."""
        if settings.stack is not None:
            lent = LentStack(Path(settings.stack))
            target = Target.of_profile({"name": "embedded", **lent.profile}, "the embedded stack")
            return cls(settings, target, lent, dead=settings.dead)
        stack = launched or Stack.launched(settings)
        if stack is None:
            return cls(settings, Target.of_file(named(settings.target)), dead=settings.dead)
        profile = {"name": "embedded", **stack.wait_ready().as_profile()}
        return cls(settings, Target.of_profile(profile, "the embedded stack"), stack, dead=settings.dead)

    def world(self, scenario: Played) -> World:
        """A fresh world for one scenario."""
        site = self._site_of(scenario)
        target, carrier = site.target, site.carrier
        patience = self.settings.patience * target.patience
        promised = of_settings(self.settings, "live_model" in target.declares, target.limits)
        tape = Tape({
            "scenario": scenario.stable_id, "title": scenario.name, "seed": self.seed, "target": target.recorded(),
            "patience": patience, "budgets": promised,
        })  # fmt: skip
        dialect = target.speaks()
        hidden = Secrets(dialect.secret_fields)
        for secret, kind in target.secrets():
            hidden.hide(secret, kind)
        wire = LiveWire(carrier, tape, hidden, patience=patience, dead=self._dead)
        budgets = Budgets(promised, patience, lambda: float(wire.ask("probe", "echo", carrier.probe.seconds)))
        stage = Stage(
            wire, target, dialect, budgets, self.seed, scenario.stable_id, lambda: site.operator(stage)
        )
        stage.worker, stage.bill = self._number - 1, Bill(self._meter)
        return World(stage, scenario.name, self._transcript(scenario), site)

    @property
    def isolates(self) -> bool:
        """Whether @isolated scenarios can run: on a second stack, which only we ourselves can start."""
        return self.stack is not None

    def gives_up(self) -> None:
        """No scenario follows: our own stacks need no tidying up any more, they are about to be stopped."""
        for site in (self._first, self._second):
            if site is not None:
                site.given_up = site.stack is not None

    def close(self) -> None:
        """Ends everything that this run started."""
        sites = [site for site in (self._second, self._first) if site is not None]
        if self.settings.defect is not None and self.stack is not None:
            self.defect_reached = any(site.has_logged(f"defect reached {self.settings.defect}") for site in sites)
        for site in sites:
            site.close()

    def _transcript(self, scenario: Played) -> Path | None:
        if not self.settings.evidence:
            return None
        return self.settings.reports / TRANSCRIPTS / f"{scenario.stable_id}.jsonl"

    def _site_of(self, scenario: Played) -> Site:
        """Where the scenario plays: an isolated one on the second stack, which is started for the first of them, and
        again where it could not be healed."""
        if "isolated" not in scenario.effective_tags:
            return self._first
        if not self.isolates:
            raise NotPermitted(f"it needs a stack of its own, and {self.target.name} is run by somebody else")
        if self._second is not None and self._second.spoilt is not None:
            self._second.close()
            self._second = None
        if self._second is None:
            self._second = Site.second(self.settings, self._first)
            self._notes_folder(self._second)
        return self._second

    def _notes_folder(self, site: Site) -> None:
        if isinstance(site.stack, Stack):
            with contextlib.suppress(StackError):
                self.folders.append(site.stack.folder)


def replayed(recording: Recording, speaks: Callable[[Dialect], Dialect] = lambda dialect: dialect) -> World:
    """The world of a recorded scenario, to be played again with no service.

    :param speaks: what the scenario's people speak with in place of the target's dialect."""
    head = recording.tape.head
    target = Target.of_profile(head["target"], "the transcript")
    dialect = speaks(target.speaks())
    wire = ReplayWire(recording, Secrets(dialect.secret_fields))

    def echo() -> float:
        # Where only the replay asks, the machine counts as idle: nothing on a virtual clock is late by itself.
        return float(wire.ask("probe", "echo", _never)) if wire.recorded("ask", "probe", {"what": "echo"}) else 0.0

    stage = Stage(
        wire,
        target,
        dialect,
        Budgets(head["budgets"], head["patience"], echo),
        head["seed"],
        head["scenario"],
        lambda: str(wire.ask("Sam", "the operator's sign-in", _never)),
    )
    return World(stage, head["title"])


def _all_done(registered: Iterable[tuple[str, Callable[[], None]]]) -> list[str]:
    """Does all of it, whatever one of them does; what went wrong, in words."""
    wrong = []
    for what, work in registered:
        try:
            work()
        except Exception as error:
            wrong.append(f"{what}: {error}")
    return wrong


def _never() -> None:
    raise AssertionError("a replay asks nobody")
