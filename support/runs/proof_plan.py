"""One proof: what there is to run, what came of it, and what that means."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from support.runs import tamper_register
from support.runs.proof_inquiry import Inquiry
from support.runs.proof_jobs import PATIENCE, Job, Outcome
from support.runs.proof_matrix import Matrix
from support.runs.proof_register import DeadWay, Register, proved_by
from support.runs.proof_scope import Candidate, Task
from support.runs.proof_verdict import Verdict, judge
from support.value.promises import Promises
from support.wire.dead import WAYS

SOUND = "sound"
"""The job that runs all scenarios on the sound platform under the conditions of a proof."""

DEAD = "dead-"
"""How the name of a job on a dead platform begins; the way follows."""

_SHOWN = 100
"""How much of a cause the console shows, in characters."""

_USUAL_SECONDS = {"defect": 8.0, "dead": 25.0}
"""What a run is taken to need as long as nothing is known."""


class CannotProve(Exception):  # noqa: N818 - it says what is the matter
    """The platform cannot be run even without a defect in it. One line."""


@dataclass
class Proof:
    """One proof: what there is to do, and what came of it."""

    root: Path
    folder: Path
    register: Register
    tasks: list[Task]
    """The defects in scope."""
    all_tasks: list[Task]
    candidates: list[Candidate]
    """The scenarios in scope."""
    everything: list[Candidate]
    """All scenarios that carry a promise of the platform."""
    whole: bool
    """True when neither a defect nor a capability was named."""
    patience: float = PATIENCE
    """Multiplies every wait of the runs."""
    ran: list[str] = field(default_factory=list)
    red: dict[str, list[str]] = field(default_factory=dict)
    """Which scenarios of those that were run each defect reddens."""
    caught: dict[str, list[str]] = field(default_factory=dict)
    """And which of them do so in a Then of their own."""
    unsound: dict[str, str] = field(default_factory=dict)
    """Scenarios that fail on a sound platform under the conditions of the proof, with their cause."""

    @property
    def ways(self) -> list[str]:
        """The ways of being dead that belong to this proof."""
        return list(WAYS) if self.whole else []

    @property
    def dead_key(self) -> str:
        """A result of the dead platform with another key is stale."""
        scenarios = "\n".join(f"{each.id} {each.hash}" for each in self.everything)
        return hashlib.sha256(scenarios.encode()).hexdigest()

    def stale(self) -> list[str]:
        """Whatever has no result for the present state, by the name of its job."""
        names = [task.defect.name for task in self.tasks if self.register.fresh(task) is None]
        return names + [f"{DEAD}{way}" for way in self.ways if not self.dead_is_fresh(way)]

    def dead_is_fresh(self, way: str) -> bool:
        """Whether this way of being dead was tried with the scenarios as they are."""
        return way in self.register.dead and self.register.dead[way].key == self.dead_key

    # -- the jobs

    def jobs(self, *, matrix: bool = False) -> list[Job]:
        """Everything, the longest first."""
        found = [self._job(f"{DEAD}{way}", self.candidates, dead=way) for way in self.ways]
        found += [self._job(SOUND, self.candidates, evidence="on")]
        for task in self.tasks:
            if matrix:
                found.append(self._job(task.defect.name, self.everything, defect=task.defect.name))
            else:
                job = self._job(task.defect.name, [*task.catchers, *task.others], defect=task.defect.name)
                found.append(replace(job, inquiry=partial(self._inquiry, task)))
        return found

    def _job(self, name: str, scenarios: Iterable[Candidate], **settings: str) -> Job:
        places = sorted({each.place for each in scenarios})
        return Job(name, tuple(places), {"patience": f"{self.patience:g}", **settings})

    def _inquiry(self, task: Task) -> Inquiry:
        """A catcher that another defect proves already need not be run once one has noticed this defect."""
        elsewhere = proved_by(self.register, (each for each in self.all_tasks if each is not task))
        catchers = frozenset(each.id for each in task.catchers)
        return Inquiry(catchers & elsewhere.keys(), catchers, frozenset(each.id for each in task.others))

    def quick_jobs(self) -> list[Job]:
        """The stale ones first, defects before dead platforms; then one dead platform and the other defects.

        Both begin at another one each day.
        """
        stale = self.stale()
        jobs = {job.name: job for job in self.jobs() if job.name != SOUND}
        day = int(time.time() // 86_400)
        dead = _turned([name for name in jobs if name.startswith(DEAD) and name not in stale], day)
        defects = [name for name in jobs if not name.startswith(DEAD) and name not in stale]
        return [jobs[name] for name in (*stale, *dead[:1], *_turned(defects, day * 7))]

    def seconds_of(self, job: Job) -> float:
        """How long the job took the last time."""
        if job.name.startswith(DEAD):
            known = self.register.dead.get(job.name.removeprefix(DEAD))
            return known.seconds if known else _USUAL_SECONDS["dead"]
        verdict = self.register.defects.get(job.name)
        return verdict.seconds if verdict else _USUAL_SECONDS["defect"]

    # -- what comes of them

    def take(self, job: Job, outcome: Outcome) -> str:
        """Keep an outcome; what to say of it in one line."""
        self.ran.append(job.name)
        if job.name == SOUND:
            return self._take_sound(outcome)
        says = self._take_dead(job, outcome) if job.name.startswith(DEAD) else self._take_defect(job, outcome)
        self.register.write()
        return says

    def _take_sound(self, outcome: Outcome) -> str:
        if outcome.trouble:
            raise CannotProve(f"the sound platform cannot be run: {outcome.trouble}")
        self.unsound = {each.id: each.says for each in outcome.seen if not each.green}
        return f"{SOUND:<44} {len(outcome.seen) - len(self.unsound)} of {len(outcome.seen)} scenarios pass"

    def _take_dead(self, job: Job, outcome: Outcome) -> str:
        way = job.name.removeprefix(DEAD)
        if outcome.trouble:
            raise CannotProve(f"the dead platform ({way}) cannot be run: {outcome.trouble}")
        passes = sorted(each.id for each in outcome.seen if each.status == "passed")
        self.register.dead[way] = DeadWay(self.dead_key, passes, round(outcome.seconds, 1))
        return f"{job.name:<44} {len(passes)} of {len(outcome.seen)} scenarios pass  {outcome.seconds:.1f} s"

    def _take_defect(self, job: Job, outcome: Outcome) -> str:
        task = next(task for task in self.tasks if task.defect.name == job.name)
        seconds = round(outcome.seconds, 1)
        if outcome.trouble:
            verdict = Verdict(task.key, task.defect.requirements, not_applied=outcome.trouble, seconds=seconds)
        else:
            verdict = judge(
                task.key,
                task.defect.requirements,
                outcome.seen,
                catchers=frozenset(each.id for each in task.catchers),
                others=frozenset(each.id for each in task.others),
                seconds=seconds,
            )
            self.red[job.name] = sorted(each.id for each in outcome.seen if not each.green)
            self.caught[job.name] = sorted(each.id for each in outcome.seen if each.caught)
        self.register.defects[job.name] = verdict
        return _line(job.name, verdict)

    # -- the result

    @property
    def matrix(self) -> Matrix:
        """Scenarios against defects, as far as they were run."""
        blunt = [name for name, verdict in self.register.defects.items() if verdict.blunt]
        return Matrix.of(self.everything, self.red, self.caught, blunt)

    def document(self) -> dict[str, Any]:
        """The result as JSON. The proof has succeeded if `failures` finds nothing in it."""
        known = [(task, self.register.fresh(task)) for task in self.tasks]
        proofs = proved_by(self.register, self.all_tasks)
        names = {each.id: each for each in self.everything}
        tampered = tamper_register.fresh(self.register.tampered, self.candidates, Promises.read())
        unproved = [each for each in self.candidates if each.id not in proofs or each.id in self.unsound]
        return {
            "defects": [_as_json(task, verdict, names) for task, verdict in known if verdict],
            "survived": [task.defect.name for task, verdict in known if verdict and verdict.survived],
            "not_applied": [
                {"name": task.defect.name, "why": verdict.not_applied}
                for task, verdict in known
                if verdict and verdict.not_applied
            ],
            "scenarios_unproved": [_unproved(each, self.unsound) for each in unproved],
            "dead_platform_passes": [
                {"way": way, "scenario": identity, "name": names[identity].name}
                for way in self.ways
                if self.dead_is_fresh(way)
                for identity in self.register.dead[way].passes
            ],
            "decoration": tamper_register.idle(tampered, self.candidates, self.register.reddened()),
            "tampering": {
                "killed": 0,
                "nobody_promises": [],
                **tamper_register.totals(tampered),
                "stale": [each.id for each in self.candidates if each.id not in tampered],
            },
            "stale": self.stale(),
            "ran": len([name for name in self.ran if name != SOUND]),
            "of": len(self.tasks) + len(self.ways),
        }


NOTHING_FOUND: dict[str, Any] = {
    "defects": [], "survived": [], "not_applied": [], "scenarios_unproved": [], "dead_platform_passes": [],
    "decoration": [], "tampering": {"tried": 0, "killed": 0, "survived": [], "nobody_promises": []}, "stale": [],
}  # fmt: skip
"""What the document of a proof has in any case."""


def failures(document: dict[str, Any]) -> list[str]:
    """What keeps the proof from succeeding, in words; empty when nothing does."""
    lists = {
        "survived": document["survived"],
        "not applied": document["not_applied"],
        "scenarios unproved": document["scenarios_unproved"],
        "passes of the dead platform": document["dead_platform_passes"],
        "decoration": document["decoration"],
        "tampering survived": document["tampering"]["survived"],
        "not tampered with": document["tampering"].get("not_tampered", []),
        "tampering stale": document["tampering"].get("stale", []),
        "stale": document["stale"],
    }
    return [f"{len(found)} {name}" for name, found in lists.items() if found]


def _turned(names: list[str], by: int) -> list[str]:
    turn = by % max(1, len(names))
    return names[turn:] + names[:turn]


def _line(name: str, verdict: Verdict) -> str:
    if verdict.not_applied:
        return f"{name:<44} NOT APPLIED  {verdict.not_applied}"
    if verdict.survived:
        says = f"SURVIVED  {'; '.join(verdict.missed) or 'no scenario carries its promises'}"
    else:
        first = next(iter(verdict.caught.values()))
        says = f"{'BLUNT' if verdict.blunt else 'caught'} by {len(verdict.caught)}: {first.name}: {first.says[:_SHOWN]}"
    return f"{name:<44} {verdict.seconds:>5.1f} s  {verdict.green:>2} others green  {says}"


def _as_json(task: Task, verdict: Verdict, names: dict[str, Candidate]) -> dict[str, Any]:
    proved = set().union(*(names[each].requirements for each in verdict.proves if each in names))
    return {
        "name": task.defect.name,
        "requirements": list(task.defect.requirements),
        "proves": sorted(proved & set(task.defect.requirements)),
        "caught_by": list(verdict.caught),
        "first_line": next((each.says for each in verdict.caught.values()), None),
        "blunt": verdict.blunt,
        "seconds": verdict.seconds,
        "others_green": verdict.green,
        "missed": list(verdict.missed),
    }


def _unproved(candidate: Candidate, unsound: dict[str, str]) -> dict[str, Any]:
    says = unsound.get(candidate.id)
    why = f"it fails on a sound platform: {says}" if says else "no defect of its promises turns a Then of its own red"
    return {"id": candidate.id, "name": candidate.name, "place": candidate.place, "why": why}
