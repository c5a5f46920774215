"""``goldenpath proof``: would the scenarios notice a defect? Broken and dead platforms are put under the suite.

Each defect is run with its catchers (the scenarios that carry one of its promises) and with eight others of its
capability; the dead platform with all scenarios, in four ways. Results are written to registers/proof.json
after each run, so that an interrupted proof resumes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from behave.configuration import Configuration

from support.registers import registers_of
from support.runs import proof_jobs, proof_matrix, tamper_report
from support.runs.playing import Repertoire
from support.runs.proof_jobs import Job
from support.runs.proof_plan import NOTHING_FOUND, SOUND, CannotProve, Proof, failures
from support.runs.proof_register import PATH, Register
from support.runs.proof_scope import Candidate, NoDefects, candidates_of, read_defects, tasks
from support.runs.refused import Refused
from support.runs.replay import TRANSCRIPTS
from support.runs.suite_reader import SuiteReader
from support.settings import Settings, SettingsError
from support.value.requirements import read_requirements

FOLDER = "proof"
"""Below reports/: one folder for each run of the proof."""

MATRIX = "matrix.html"
"""Below that folder: the picture of --matrix."""

QUICK_SECONDS = 60.0
"""How long --quick may take in all."""

ENDING = 5.0
"""Of these, what is kept for ending runs that take longer than they did before."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove; 0 when nothing survived or is unproved, 1 when something is, 2 where it could not run."""
    parser = argparse.ArgumentParser(prog="goldenpath proof", description="Do the scenarios notice defects?")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--quick", action="store_true", help="what is stale first, then a sample; 60 s in all")
    mode.add_argument("--stale", action="store_true", help="what has no result for the present state, and nothing else")
    mode.add_argument("--matrix", action="store_true", help="every defect against every scenario")
    mode.add_argument("--tamper", action="store_true", help="tamper with what the scenarios received")
    parser.add_argument("--at-once", type=int, default=proof_jobs.AT_ONCE, metavar="N", help="runs at a time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result here")
    parser.add_argument("--defect", metavar="NAME", help="this defect alone")
    parser.add_argument("--capability", metavar="NAME", help="the defects of this capability alone")
    parser.add_argument("--scenario", metavar="SCENARIO", help="with --tamper: this one alone, each tampering in JSON")
    parser.add_argument("--promised", action="store_true", help="with --tamper: only what a scenario's rows promise")
    parser.add_argument("--transcripts", type=Path, metavar="FOLDER", help="with --tamper: of which run; the last one")
    parser.add_argument("--keep", action="store_true", help="with --transcripts: enter the results into the register")
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        if asked.tamper or asked.scenario:
            return _tamper(asked)
        settings = Settings.of_folder(Path.cwd())
        proof = _read(settings, asked.defect, asked.capability)
        with proof_jobs.alone(proof.folder):
            _run(proof, asked, began)
    except (Refused, CannotProve, SettingsError, NoDefects, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except BlockingIOError:
        print(f"another proof is under way in {settings.reports / FOLDER}: wait for its end", file=sys.stderr)
        return 2
    document = proof.document()
    if asked.matrix:
        picture = proof.folder / MATRIX
        proof_matrix.write(proof.matrix, picture)
        document |= proof.matrix.as_json() | {"picture": str(picture)}
        print(f"the picture: {picture}")
    _write(asked.json, document)
    _print_result(document, time.monotonic() - began)
    return 1 if failures(document) else 0


def _tamper(asked: argparse.Namespace) -> int:
    reports = Settings.of_folder(Path.cwd()).reports
    repertoire = Repertoire.read()
    wanted = repertoire.named(asked.scenario) if asked.scenario else None
    scripts = tamper_report.chosen(repertoire.scripts, asked.capability, wanted)
    if not scripts:
        raise Refused(f"there is no scenario {asked.scenario or 'of the capability ' + str(asked.capability)}")
    folder = asked.transcripts or reports / TRANSCRIPTS
    found = tamper_report.run(
        scripts,
        repertoire,
        folder,
        Register.read(registers_of(repertoire.root) / PATH.name),
        promised_only=asked.promised,
    )
    if asked.keep or asked.transcripts is None:
        found.keep()
    document = {**NOTHING_FOUND, **found.document(each_one=bool(asked.scenario))}
    _write(asked.json, document)
    print("\n".join(tamper_report.says(document)))
    return 1 if failures(document) else 0


def _write(file: Path | None, document: dict[str, Any]) -> None:
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_candidates() -> list[Candidate]:
    """The scenarios of the suite in this folder. Raises Refused for a suite that cannot be read, or has faults."""
    runner = SuiteReader(Configuration([]))
    with runner.path_manager:
        runner.load_suite()
        runner.refuse_faults()
        return candidates_of(runner.features, runner.step_registry, runner.root)


def _read(settings: Settings, defect: str | None, capability: str | None) -> Proof:
    everything = read_candidates()
    all_tasks = tasks(read_defects(), everything, read_requirements())
    chosen, scope = all_tasks, everything
    if capability is not None:
        chosen = [task for task in chosen if task.capability == capability]
        scope = [each for each in everything if each.capability == capability]
    if defect is not None:
        chosen = [task for task in chosen if task.defect.name == defect]
        scope = []
    if not chosen:
        raise Refused(f"there is no defect {defect or 'of the capability ' + str(capability)}: see the door's list")
    return Proof(
        root=Path.cwd(),
        folder=(settings.reports / FOLDER).resolve(),
        register=Register.read(),
        tasks=chosen,
        all_tasks=all_tasks,
        candidates=scope,
        everything=everything,
        whole=defect is None and capability is None,
        patience=proof_jobs.PATIENCE * settings.patience,
    )


def _run(proof: Proof, asked: argparse.Namespace, began: float) -> None:
    if proof.whole:
        proof.register.forget_all_but(proof.tasks)
    jobs = proof.quick_jobs() if asked.quick else proof.jobs(matrix=asked.matrix)
    if asked.defect:
        jobs = [job for job in jobs if job.name != SOUND]
    if asked.quick:
        end = began + QUICK_SECONDS

        def in_time(job: Job) -> bool:
            return time.monotonic() + proof.seconds_of(job) < end

        outcomes = proof_jobs.run_all(jobs, proof.folder, proof.root, may_begin=in_time, until=end - ENDING)
        for job, outcome in outcomes:
            print(proof.take(job, outcome), flush=True)
        return
    if asked.stale:
        stale = set(proof.stale())
        jobs = [job for job in jobs if job.name in stale]
    unfinished = Unfinished.of(proof, jobs)
    left = jobs if asked.matrix else unfinished.left(jobs)  # a picture needs them all
    for job, outcome in proof_jobs.run_all(left, proof.folder, proof.root, at_once=asked.at_once):
        print(proof.take(job, outcome), flush=True)
        unfinished.done(job)
    unfinished.clear()
    if SOUND in proof.ran:
        _tamper_beside(proof, asked.capability)


def _tamper_beside(proof: Proof, capability: str | None) -> None:
    """Tampers with what the scenarios received on the sound platform, in a process that has read no suite yet."""
    transcripts = proof.folder / SOUND / TRANSCRIPTS
    if not transcripts.is_dir():
        return
    command = [sys.executable, "-m", "support.runs.proof", "--tamper", "--keep", "--transcripts", str(transcripts)]
    subprocess.run(command + (["--capability", capability] if capability else []), cwd=proof.root, check=False)
    proof.register.tampered = Register.read().tampered


@dataclass
class Unfinished:
    """Which jobs of an interrupted proof are done: the next proof of the same state goes on from there."""

    path: Path
    names: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, proof: Proof, jobs: Sequence[Job]) -> Unfinished:
        """What a former proof with the same jobs, scenarios and defects left."""
        parts = [*(task.key for task in proof.tasks), *(f"{job.name} {job.places}" for job in jobs)]
        plan = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
        found = cls(proof.folder / f"unfinished-{plan}.json")
        if found.path.is_file():
            # A sound platform is looked at again: what it showed is in no register.
            found.names = set(json.loads(found.path.read_text(encoding="utf-8"))) - {SOUND}
        return found

    def left(self, jobs: Sequence[Job]) -> list[Job]:
        """The jobs that are not done."""
        if self.names:
            print(f"an interrupted proof goes on: {len(self.names)} of {len(jobs)} runs are done already")
        return [job for job in jobs if job.name not in self.names]

    def done(self, job: Job) -> None:
        """Note that a job is done."""
        self.names.add(job.name)
        self.path.write_text(json.dumps(sorted(self.names)), encoding="utf-8")

    def clear(self) -> None:
        """The proof has come to its end."""
        self.path.unlink(missing_ok=True)


def _print_result(document: dict[str, Any], seconds: float) -> None:
    for each in document["not_applied"]:
        print(f"not applied: {each['name']}: {each['why']}")
    for each in document["scenarios_unproved"]:
        print(f"unproved: {each['place']}: {each['name']}: {each['why']}")
    for each in document["dead_platform_passes"]:
        print(f"passes on a dead platform ({each['way']}): {each['name']}")
    for name in document["stale"]:
        print(f"stale: {name}")
    caught = sum(1 for each in document["defects"] if each["proves"])
    ended = f"{document['ran']} of {document['of']} run, {seconds:.0f} s"
    wrong = ", ".join(failures(document)) or "nothing survived, nothing is unproved"
    print(f"proof: {caught} of {len(document['defects'])} defects prove a promise ({ended}): {wrong}")


if __name__ == "__main__":
    sys.exit(main())
