"""Undefined, ambiguous and unused steps: behave takes the first definition that matches and is silent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from behave.matchers import CFParseMatcher, ParseMatcher

from support.runs import added_step


@dataclass(frozen=True)
class StepUse:
    """A step as it stands in a feature, an outline's placeholders filled in."""

    step: Any
    file: str
    unfinished: bool
    """True in a scenario tagged @wip, where a step need not be defined yet."""


class StepFinding(NamedTuple):
    """File, line, words, and whether a run must not begin with it."""

    file: str
    line: int
    says: str
    refuses: bool


class Definition:
    """A step definition with a quick refusal: the fixed words of its pattern must stand in the line."""

    def __init__(self, matcher: Any, root: Path) -> None:
        self.matcher = matcher
        self.uses: list[StepUse] = []
        """Where features use it; an outline's line stands once for each example."""
        path = (Path.cwd() / matcher.location.filename).resolve()
        self.file = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
        self.line = int(matcher.location.line)
        self._fixed: list[str] = []
        if isinstance(matcher, (ParseMatcher, CFParseMatcher)):
            parts = re.split(r"\{[^{}]*\}", matcher.pattern)
            self._fixed = [" ".join(part.split()).lower() for part in parts if part.strip()]

    def matches(self, text: str, spaced: str) -> bool:
        """Whether it fits a line; ``spaced`` is the line in small letters with single spaces."""
        if any(words not in spaced for words in self._fixed):
            return False
        return self.matcher.match(text) is not None

    @property
    def place(self) -> str:
        """file:line."""
        return f"{self.file}:{self.line}"


def findings_of_steps(uses: Iterable[StepUse], registry: Any, root: Path) -> Iterator[StepFinding]:
    """Undefined and ambiguous steps refuse a run; unused definitions are untidy."""
    by_kind = definitions_of(registry, root)
    for matcher in registry.error_handler.bad_step_definitions:
        bad = Definition(matcher, root)
        yield StepFinding(bad.file, bad.line, f"the pattern {matcher.pattern!r} cannot be used: correct it", True)
    for use, found in matched(uses, by_kind):
        yield from _of_use(use, found)
    for definitions in by_kind.values():
        for each in definitions:
            if not each.uses and each.matcher.pattern != added_step.TEXT:
                says = f"no feature uses the step {each.matcher.pattern!r}: use it or delete it"
                yield StepFinding(each.file, each.line, says, False)


def definitions_of(registry: Any, root: Path) -> dict[str, list[Definition]]:
    """The step definitions by their kind: given, when, then, step."""
    return {kind: [Definition(matcher, root) for matcher in matchers] for kind, matchers in registry.steps.items()}


def matched(
    uses: Iterable[StepUse], by_kind: dict[str, list[Definition]]
) -> Iterator[tuple[StepUse, list[Definition]]]:
    """Each use with the definitions that fit it; each of these notes it."""
    checked: dict[tuple[str, str], list[Definition]] = {}
    for use in uses:
        kind, text = str(use.step.step_type), str(use.step.name)
        if (kind, text) not in checked:
            spaced = " ".join(text.split()).lower()
            candidates = by_kind[kind] + (by_kind["step"] if kind != "step" else [])
            checked[kind, text] = [each for each in candidates if each.matches(text, spaced)]
        for each in checked[kind, text]:
            each.uses.append(use)
        yield use, checked[kind, text]


def _of_use(use: StepUse, found: list[Definition]) -> Iterator[StepFinding]:
    line = int(use.step.line)
    words = f"{use.step.keyword.strip()} {use.step.name}"
    if not found and not use.unfinished:
        yield StepFinding(use.file, line, f"no step definition matches {words!r}: write it or correct the line", True)
    if len(found) > 1:
        places = " and ".join(each.place for each in found)
        yield StepFinding(use.file, line, f"{words!r} matches the definitions at {places}: make one differ", True)
