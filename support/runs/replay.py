"""``goldenpath replay SCENARIO``: the same steps on what a run recorded, with no service, to the same verdict."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.report import run_json
from support.runs.outcomes import Status
from support.runs.playing import DIVERGED, Played, Repertoire, Script, play
from support.runs.refused import Refused
from support.settings import Settings, SettingsError
from support.wire.recording import Recording
from support.wire.tape import Tape

TRANSCRIPTS = "transcripts"
"""The folder below reports/ that a run writes to: one tape for each scenario."""

_ALL_ALIKE, _OTHERWISE, _CANNOT = 0, 1, 2
"""Exit codes of --all; for one scenario 0 says passed and 1 failed."""


@dataclass(frozen=True)
class Again:
    """One scenario played again; ``trouble`` says why it could not be, else it is empty."""

    script: Script
    played: Played | None
    recorded: str | None
    """The verdict of the run that made the tape, where its run.json is at hand."""
    trouble: str = ""

    @property
    def same(self) -> bool:
        """Whether the verdict is the recorded one."""
        return self.played is not None and self.recorded in (None, self.played.verdict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay; 0 when the scenario passes, 1 when it fails, 2 where it cannot be replayed."""
    parser = argparse.ArgumentParser(
        prog="goldenpath replay", description="Play a recorded scenario again, with no service."
    )
    parser.add_argument("scenario", nargs="?", metavar="SCENARIO", help="its stable id, file:line or name")
    parser.add_argument("--all", action="store_true", help="every scenario, each compared with its recorded verdict")
    parser.add_argument("--transcript", type=Path, metavar="FILE", help="from this tape, perhaps of another machine")
    parser.add_argument("--json", type=Path, metavar="FILE", help="with --all: write the result here")
    asked = parser.parse_args(arguments)
    if bool(asked.scenario) + asked.all + (asked.transcript is not None and not asked.scenario) != 1:
        parser.error("name one scenario, or a transcript, or say --all")
    try:
        reports = Settings.of_folder(Path.cwd()).reports
        repertoire = Repertoire.read()
        if asked.all:
            return _all(repertoire, reports, asked.json)
        return max(_shown(again) for again in _one(repertoire, reports, asked.scenario, asked.transcript))
    except (Refused, SettingsError) as error:
        print(error, file=sys.stderr)
        return _CANNOT


def again(script: Script, transcript: Path, recorded: str | None = None) -> Again:
    """Play a scenario from its transcript. Never raises for what stands in the transcript's way."""
    try:
        recording = Recording.of(Tape.read(transcript))
    except FileNotFoundError:
        return Again(script, None, recorded, f"there is no transcript of it in {transcript.parent}: run it once")
    except (ValueError, KeyError, TypeError) as error:
        return Again(script, None, recorded, f"its transcript cannot be read: {error}")
    played = play(script, recording)
    trouble = ""
    if played.verdict == DIVERGED and played.deciding is not None:
        trouble = f"{played.deciding.line.place}: {played.deciding.says}"
    return Again(script, played, recorded, trouble)


def transcript_of(folder: Path, identity: str) -> Path:
    """Where a scenario's tape is."""
    return folder / f"{identity}.jsonl"


def _one(repertoire: Repertoire, reports: Path, wanted: str | None, transcript: Path | None) -> list[Again]:
    if wanted is None:
        assert transcript is not None, "asked for neither a scenario nor a transcript"
        wanted = _scenario_on(transcript)
    scripts = repertoire.named(wanted)
    if not scripts:
        raise Refused(f"no scenario is called {wanted!r}: give its stable id, file:line or name")
    if transcript is not None and len(scripts) > 1:
        raise Refused(f"{wanted!r} names {len(scripts)} scenarios: a transcript is of one")
    recorded = _recorded(reports)
    folder = reports / TRANSCRIPTS
    return [
        again(script, transcript or transcript_of(folder, script.id), None if transcript else recorded.get(script.id))
        for script in scripts
    ]


def _all(repertoire: Repertoire, reports: Path, file: Path | None) -> int:
    recorded = _recorded(reports)
    found = [
        again(script, transcript_of(reports / TRANSCRIPTS, script.id), recorded.get(script.id))
        for script in repertoire.scripts
        if not recorded or script.id in recorded
    ]
    wrong = [each for each in found if not each.same or each.trouble]
    for each in wrong:
        seen = each.played.verdict if each.played else "not replayed"
        print(f"{each.script.entry.place}: {seen}, recorded {each.recorded or 'nowhere'}: {each.trouble or _why(each)}")
    times = [each.played.seconds for each in found if each.played and "load" not in each.script.entry.tags]
    median = statistics.median(times) if times else 0.0
    alike = f"{len(found) - len(wrong)} of {len(found)} scenarios"
    print(f"{alike} replay to the same verdict, {1000 * median:.1f} ms each")
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(_document(found, wrong, median), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return _OTHERWISE if wrong else _ALL_ALIKE


def _document(found: Sequence[Again], wrong: Sequence[Again], median: float) -> dict[str, Any]:
    return {
        "replayed": len(found) - len(wrong),
        "median_ms": round(1000 * median, 2),
        "otherwise": [
            {"id": each.script.id, "name": each.script.entry.name, "place": each.script.entry.place,
             "recorded": each.recorded, "replayed": each.played.verdict if each.played else None,
             "why": each.trouble or _why(each)}
            for each in wrong
        ],
    }  # fmt: skip


def _shown(each: Again) -> int:
    print(f"{each.script.id} {each.script.entry.place}: {each.script.entry.name}")
    if each.played is None:
        print(f"  cannot be replayed: {each.trouble}", file=sys.stderr)
        return _CANNOT
    for end in each.played.ends:
        print(f"  {end.how:<8}  {end.line.words if end.line.own else 'Then ' + end.line.step.name}")
        if end.error is not None:
            print("\n".join(f"            {line}" for line in end.says.splitlines()))
    compared = "" if each.recorded is None else ", as recorded" if each.same else f"; the run recorded {each.recorded}"
    print(f"{each.played.verdict}{compared}, replayed in {1000 * each.played.seconds:.0f} ms with no service")
    if each.trouble:
        return _CANNOT
    return 0 if each.played.verdict == Status.PASSED else 1


def _why(each: Again) -> str:
    deciding = each.played.deciding if each.played else None
    return deciding.says.splitlines()[0] if deciding and deciding.says else "no step says why"


def _recorded(reports: Path) -> dict[str, str]:
    """The verdicts of the run that wrote the reports, by stable id; none where there is no run.json."""
    try:
        return {each["id"]: each["status"] for each in run_json.read(reports)["scenarios"]}
    except (FileNotFoundError, ValueError):
        return {}


def _scenario_on(transcript: Path) -> str:
    try:
        return str(Tape.read(transcript).head["scenario"])
    except (OSError, ValueError, KeyError) as error:
        raise Refused(f"{transcript} is no transcript: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
