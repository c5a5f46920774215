"""``goldenpath proof --tamper``: what came of all tamperings, in words and as JSON; and which Thens are decoration."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.runs.playing import DIVERGED, Line, Repertoire, Script
from support.runs.proof_register import Register
from support.runs.refused import Refused
from support.runs.tamper import ELSEWHERE, KILLED, LEAST, STOPPED, SURVIVED, UNNOTICED, Tampered, Tried, settle, tamper
from support.runs.tamper_register import Kept, key_of
from support.value.promises import Promises

HOWS = (KILLED, ELSEWHERE, STOPPED, DIVERGED, UNNOTICED)


@dataclass
class Decoration:
    """A Then that neither a tampering nor a defect has reddened, in any example of its scenario."""

    place: str
    step: str
    scenarios: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the proof's document."""
        return {"place": self.place, "step": self.step, "scenarios": self.scenarios}


@dataclass
class Tampering:
    """All of one run."""

    promises: Promises
    register: Register
    root: Path
    promised_only: bool = False
    found: list[Tampered] = field(default_factory=list)
    seconds: float = 0.0

    def document(self, *, each_one: bool = False) -> dict[str, Any]:
        """As JSON. ``each_one``: with every tampering and what came of it."""
        return {
            "decoration": [] if self.promised_only else [each.as_json() for each in self.decoration()],
            "tampering": {
                "tried": sum(len(each.tried) for each in self.found),
                **{how: self._count(how) for how in HOWS},
                SURVIVED: [
                    _survivor(each, tried) for each in self.found for tried in each.tried if tried.how == SURVIVED
                ],
                "nobody_promises": self.nobody_promises(),
                "untold": sorted({name for each in self.found for name in each.untold}),
                "not_tampered": [
                    {"id": each.script.id, "place": each.script.entry.place, "why": each.trouble}
                    for each in self.found
                    if each.trouble
                ],
                "few": [each.script.id for each in self.found if not each.trouble and len(each.tried) < LEAST],
                "seconds": round(self.seconds, 1),
                "scenarios": [_scenario(each, self.root, each_one=each_one) for each in self.found],
            },
        }

    def nobody_promises(self) -> list[str]:
        """The fields that no row promises, each once with its message: for the product owner to decide."""
        seen = {
            (tried.tampering.message, name)
            for each in self.found
            for tried in each.tried
            for name in tried.tampering.fields
        }
        return sorted(f"{message}, {name}" for message, name in seen if not self.promises.of(message, (name,)))

    def decoration(self) -> list[Decoration]:
        """The Thens that nothing can redden."""
        red = {place for each in self.found for tried in each.tried for place in tried.thens}
        by_defects = self.register.reddened()
        found: dict[str, Decoration] = {}
        for each in self.found:
            if not each.trouble:
                for then in each.script.thens:
                    decoration = found.setdefault(then.place, Decoration(self._place(then), then.words))
                    decoration.scenarios.append(each.script.id)
                    if (each.script.id, then.step.name) in by_defects:
                        red.add(then.place)
        return [decoration for place, decoration in sorted(found.items()) if place not in red]

    def keep(self) -> None:
        """Enters the results into the register, each for the state that its scenario is in now."""
        for each in self.found:
            if not each.trouble and not self.promised_only:
                red = {place for tried in each.tried for place in tried.thens}
                entry = each.script.entry
                self.register.tampered[entry.id] = Kept(
                    key_of(each.script.hash(), entry.requirements, self.promises),
                    len(each.tried),
                    {how: each.counts[how] for how in HOWS},
                    [_survivor(each, tried) for tried in each.tried if tried.how == SURVIVED],
                    [then.words for then in each.script.thens if then.place not in red],
                )
        self.register.write()

    def _place(self, then: Line) -> str:
        return _relative(then.place, self.root)

    def _count(self, how: str) -> int:
        return sum(each.counts[how] for each in self.found)


def run(
    scripts: Iterable[Script], repertoire: Repertoire, folder: Path, register: Register, *, promised_only: bool = False
) -> Tampering:
    """Tamper with these scenarios, saying of each what came of it. Raises Refused where nothing was recorded.

    :param folder: the transcripts of a run.
    :param promised_only: leaves out what no row of a scenario's own promises; what is decoration is then unknown."""
    began = time.monotonic()
    if not folder.is_dir():
        raise Refused(f"there are no transcripts in {folder}: run behave once, then tamper with what it received")
    result = Tampering(Promises.read(), register, repertoire.root, promised_only)
    found = tamper(repertoire, list(scripts), folder, result.promises, promised_only=promised_only)
    for tampered in found:
        result.found.append(tampered)
        print(_line(tampered), flush=True)
        result.seconds = time.monotonic() - began
    settle(result.found)
    result.found.sort(key=lambda each: (each.script.entry.file, each.script.entry.line))
    return result


def says(document: Mapping[str, Any]) -> list[str]:
    """The result in lines."""
    tampering = document["tampering"]
    lines = [
        f"survived: {each['place']}: {each['operator']}: {each['message']}, {each['field']}"
        f" ({each['occurrence']}), promised by {', '.join(each['requirements'])}"
        for each in tampering["survived"]
    ]
    lines += [f"decoration: {each['place']}: {each['step']}" for each in document["decoration"]]
    lines += [f"not tampered with: {each['place']}: {each['why']}" for each in tampering["not_tampered"]]
    lines += [f"nobody promises this: {each}" for each in tampering["nobody_promises"]]
    counted = ", ".join(f"{tampering[how]} {how}" for how in HOWS)
    each_took = [each["seconds"] for each in tampering["scenarios"] if each["tried"]]
    median = statistics.median(each_took) if each_took else 0.0
    lines.append(
        f"tampering: {tampering['tried']} tried with {len(each_took)} scenarios in {tampering['seconds']:.0f} s"
        f" (median {median:.1f} s each): {counted}, {len(tampering['survived'])} survived"
    )
    return lines


def _line(tampered: Tampered) -> str:
    place = f"{tampered.script.entry.file}:{tampered.script.entry.line}"
    if tampered.trouble:
        return f"{place:<52} NOT TAMPERED WITH  {tampered.trouble.splitlines()[0]}"
    counts = tampered.counts
    counted = "  ".join(f"{counts[how]:>4} {how}" for how in (*HOWS, SURVIVED))
    return f"{place:<52} {tampered.seconds:>5.1f} s  {counted}"


def _survivor(tampered: Tampered, tried: Tried) -> dict[str, Any]:
    entry = tampered.script.entry
    return {"scenario": entry.id, "name": entry.name, "place": entry.place, **_named(tried)}


def _named(tried: Tried) -> dict[str, Any]:
    named = tried.tampering
    return {
        "operator": named.operator,
        "message": named.message,
        "field": " ".join(sorted(named.fields)),
        "occurrence": named.occurrence,
        "requirements": sorted(tried.promised),
    }


def _scenario(tampered: Tampered, root: Path, *, each_one: bool) -> dict[str, Any]:
    entry = tampered.script.entry
    counted: Counter[str] = tampered.counts
    found = {
        "id": entry.id, "name": entry.name, "place": entry.place, "tried": len(tampered.tried),
        **{how: counted[how] for how in (*HOWS, SURVIVED)}, "seconds": round(tampered.seconds, 2),
    }  # fmt: skip
    if each_one:
        found["each"] = [
            {**_named(tried), "how": tried.how, "thens": [_relative(place, root) for place in tried.thens],
             "says": tried.says}
            for tried in tampered.tried
        ]  # fmt: skip
    return found


def _relative(place: str, root: Path) -> str:
    path = Path(place).resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else place


def chosen(scripts: Sequence[Script], capability: str | None, wanted: Sequence[Script] | None) -> list[Script]:
    """The scenarios to be tampered with: unfinished ones (@wip) are not."""
    return [
        script
        for script in (scripts if wanted is None else wanted)
        if (capability is None or script.entry.capability == capability) and "wip" not in script.entry.tags
    ]
