"""The suite's own lint: what behave accepts in silence and what would make a report say something untrue.

A finding that ``refuses`` stops a run before it begins (exit code 2); the others are untidiness, for which
``goldenpath lint`` fails. Where the fault lies is named as file:line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from behave.model import ScenarioOutline
from behave.parser import ParserError, parse_file

from support.runs.lint_steps import StepUse, findings_of_steps
from support.value.scenario_ids import ScenarioIds, Titled
from support.value.tags import TagDictionary

MOST_STEPS = 10
MOST_BACKGROUND = 3
_KEYWORDS = ("Rule", "Background", "Scenario", "Scenario outline", "Scenario template", "Example", "Examples")


@dataclass(frozen=True, order=True)
class Finding:
    """One fault. ``refuses`` is True where a run would say something untrue because of it."""

    file: str
    line: int
    says: str
    refuses: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


@dataclass
class Specification:
    """Every feature of a suite as parsed, and what could not be parsed."""

    root: Path
    features: list[Any]
    unreadable: list[Finding]

    @classmethod
    def read(cls, root: Path) -> Specification:
        """Parse all features below root/features, or below root where there is no such folder."""
        folder = root / "features" if (root / "features").is_dir() else root
        specification = cls(root, [], [])
        for path in sorted(folder.rglob("*.feature")):
            specification._read_one(path)
        return specification

    def _read_one(self, path: Path) -> None:
        name = path.relative_to(self.root).as_posix()
        try:
            feature = parse_file(str(path))
        except ParserError as error:
            says = f"cannot be read as a feature: {' '.join(str(error).split())}"
            self.unreadable.append(Finding(name, int(error.line or 1), says))
        except UnicodeDecodeError:
            self.unreadable.append(Finding(name, 1, "is not UTF-8 text: save it as UTF-8"))
        except OSError as error:
            self.unreadable.append(Finding(name, 1, f"cannot be read: {error.strerror}"))
        else:
            if feature is None:
                self.unreadable.append(Finding(name, 1, "holds no feature: write one or delete the file"))
            else:
                self.features.append(feature)

    def file(self, item: Any) -> str:
        """The file in which a model item stands, relative to the root."""
        path = Path(item.filename).resolve()
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def items(self) -> Iterator[tuple[Any, Any]]:
        """Each feature with each of its scenarios and outlines, as written (an outline once)."""
        for feature in self.features:
            for item in written_scenarios(feature):
                yield feature, item

    def requirements(self) -> frozenset[str]:
        """The promises that some scenario carries."""
        tags = (str(tag) for _, item in self.items() for tag in item.effective_tags)
        return frozenset(tag.removeprefix("req.") for tag in tags if tag.startswith("req."))

    def titles(self) -> list[Titled]:
        """Every scenario and outline by its registered title."""
        return [Titled(self.file(item), str(item.name)) for _, item in self.items()]


def written_scenarios(container: Any) -> Iterator[Any]:
    """The scenarios and outlines of a feature or rule as they are written."""
    for item in container.run_items:
        if hasattr(item, "run_items"):
            yield from written_scenarios(item)
        else:
            yield item


def check(specification: Specification, tags: TagDictionary, registry: Any) -> list[Finding]:
    """All findings but those of the id register, in the order of files and lines.

    :param registry: behave's step registry with the suite's steps loaded; None leaves the steps unchecked.
    """
    found = list(specification.unreadable)
    found += _equal_names(specification)
    for feature in specification.features:
        file = specification.file(feature)
        found += _tags(feature, file, tags)
        found += _stray_lines(feature, file)
        found += _value(feature, file)
        for item in written_scenarios(feature):
            found += _scenario(item, file)
    if registry is not None:
        uses = list(step_uses(specification))
        found += [Finding(*each) for each in findings_of_steps(uses, registry, specification.root)]
    return sorted(set(found))


def check_ids(specification: Specification, ids: ScenarioIds) -> list[Finding]:
    """Scenarios without an id and ids without a scenario; ``goldenpath lint --fix`` mends both."""
    where = {Titled(specification.file(item), str(item.name)): int(item.line) for _, item in specification.items()}
    advice = "run goldenpath lint --fix"
    found = [
        Finding(title.feature, where[title], f"the scenario has no stable id yet: {advice}", refuses=False)
        for title in ids.unregistered(where)
    ]
    return found + [
        Finding(title.feature, 1, f"no scenario is called {title.scenario!r} any more: {advice}", refuses=False)
        for title in ids.gone(where)
    ]


def step_uses(specification: Specification) -> Iterator[StepUse]:
    """Every step of every scenario, an outline's once for each of its examples."""
    for feature, item in specification.items():
        expanded = item.scenarios if isinstance(item, ScenarioOutline) else [item]
        for scenario in expanded:
            unfinished = "wip" in scenario.effective_tags or "wip" in feature.tags
            for step in scenario.all_steps:
                yield StepUse(step, specification.file(item), unfinished)


def _equal_names(specification: Specification) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for kind, item in _named(specification):
        name = " ".join(str(item.name).split())
        file, line = specification.file(item), int(item.line)
        if not name:
            yield Finding(file, line, f"the {kind} has no name: say what it promises")
        elif (kind, name) in seen:
            yield Finding(file, line, f"the {kind} {name!r} has the name of the one at {seen[kind, name]}")
        else:
            seen[kind, name] = f"{file}:{line}"


def _named(specification: Specification) -> Iterator[tuple[str, Any]]:
    for feature in specification.features:
        yield "feature", feature
    for _, item in specification.items():
        yield "scenario", item


def _tags(item: Any, file: str, tags: TagDictionary) -> Iterator[Finding]:
    for tag in item.tags:
        objection = None if "<" in str(tag) else tags.objection(str(tag))
        if objection:
            yield Finding(file, int(getattr(tag, "line", 0) or item.line), objection)
    inner = [*getattr(item, "run_items", ()), *getattr(item, "examples", ())]
    for each in inner:
        yield from _tags(each, file, tags)


def _stray_lines(container: Any, file: str) -> Iterator[Finding]:
    """Mistyped keywords: behave takes the line, and all steps below it, as a description."""
    background = container.background
    for text in container.description:
        word = text.strip().partition(":")[0] if ":" in text else ""
        meant = difflib.get_close_matches(word.capitalize(), _KEYWORDS, n=1, cutoff=0.7)
        if meant:
            says = f"{text.strip()!r} is read as a description: did you mean {meant[0]}:?"
            yield Finding(file, _line_of(container, text), says)
    for text in getattr(background, "description", None) or ():
        says = f"{text.strip()!r} stands inside the Background but is no step: correct its keyword"
        yield Finding(file, _line_of(background, text), says)
    for item in container.run_items:
        if hasattr(item, "run_items"):
            yield from _stray_lines(item, file)


def _value(feature: Any, file: str) -> Iterator[Finding]:
    streams = [tag for tag in feature.tags if str(tag).startswith("value.")]
    if len(streams) != 1:
        says = f"the feature names {len(streams)} revenue streams: give it one @value. tag"
        yield Finding(file, int(feature.line), says, refuses=False)


def _scenario(item: Any, file: str) -> Iterator[Finding]:
    line = int(item.line)
    for text in item.description:
        says = f"{text.strip()!r} stands inside a scenario but is no step: correct its keyword"
        yield Finding(file, _line_of(item, text), says)
    if not item.steps:
        yield Finding(file, line, "the scenario has no step: it would pass without proving anything")
    if isinstance(item, ScenarioOutline):
        yield from _outline(item, file)
    yield from _untidy(item, file, line)


def _outline(item: Any, file: str) -> Iterator[Finding]:
    if not item.examples:
        yield Finding(file, int(item.line), "the outline has no Examples: it would vanish from the run")
    for examples in item.examples:
        if examples.table is None or not examples.table.rows:
            yield Finding(file, int(examples.line), "the Examples have no rows: they would vanish from the run")


def _untidy(item: Any, file: str, line: int) -> Iterator[Finding]:
    kinds = [step.step_type for step in item.steps]
    whens = sum(step.keyword.strip().lower() == "when" for step in item.steps)
    tags = [str(tag) for tag in item.effective_tags]
    rows = [tag.removeprefix("req.") for tag in tags if tag.startswith("req.")]
    background = list(getattr(item, "background_steps", ()) or ())
    complaints = [
        (bool(kinds) and "then" not in kinds, "the scenario has no Then: it promises nothing"),
        (whens > 1, f"the scenario has {whens} Whens: one event is one scenario"),
        (len(kinds) > MOST_STEPS, f"the scenario has {len(kinds)} steps: at most {MOST_STEPS}"),
        (len(background) > MOST_BACKGROUND, f"its Background has {len(background)} steps: at most {MOST_BACKGROUND}"),
        (not rows, "the scenario names no promise: give it a @req. tag"),
        (any(row.startswith("GP-") for row in rows) and "golden_path" not in tags, "a GP row needs @golden_path"),
    ]
    for wrong, says in complaints:
        if wrong:
            yield Finding(file, line, says, refuses=False)


def _line_of(item: Any, text: str) -> int:
    """The line of a description's text below an item; the item's own line where it is not found."""
    try:
        lines = Path(item.filename).read_text(encoding="utf-8").splitlines()
    except OSError:
        return int(item.line)
    for number in range(int(item.line), len(lines)):
        if lines[number].strip() == text.strip():
            return number + 1
    return int(item.line)


def refusing(findings: Iterable[Finding]) -> list[Finding]:
    """Those findings that a run must not begin with."""
    return [finding for finding in findings if finding.refuses]
