"""``goldenpath catalogue``: catalogue.html, every step, tag, person and word that a feature may use, on one page."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from behave.configuration import Configuration
from behave.matchers import ParseMatcher
from markupsafe import Markup, escape

from support.report import business_page
from support.runs import added_step, lint
from support.runs.lint import Specification
from support.runs.lint_steps import Definition, definitions_of, matched
from support.runs.refused import Refused
from support.runs.suite_reader import SuiteReader
from support.settings import Settings, SettingsError
from support.targets.parts import PARTS
from support.value.tags import TagDictionary

_FIELD = re.compile(r"\{(?P<name>\w*)(?::(?P<kind>\w+))?\}")
_PLAIN_WORDS = re.compile(r"[\w @.,'/-]+(?:\|[\w @.,'/-]+)*")
_MOST_WORDS = 12
_ORDER = ("given", "when", "then", "step")
_TERM = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Parameter:
    """A placeholder of a step. ``words`` says what may stand there."""

    name: str
    words: str


@dataclass(frozen=True)
class Step:
    """A step definition as the catalogue shows it."""

    kind: str
    pattern: str
    shown: Markup
    """The pattern with its placeholders marked."""
    parameters: list[Parameter]
    uses: int
    """Lines of features that use it; an outline's line counts once for each example."""
    example: str
    """One of those lines."""
    place: str
    """Where that line stands; empty without a use."""
    defined: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; 2 where the suite cannot be read."""
    parser = argparse.ArgumentParser(prog="goldenpath catalogue", description="Every step, tag, person and word.")
    parser.parse_args(arguments)
    try:
        print(f"catalogue:     {write(Settings.of_folder(Path.cwd()).reports)}")
    except (SettingsError, Refused, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def write(folder: Path) -> Path:
    """Write the page of the suite in the current folder. Raises Refused with one line for a suite that cannot be
    read."""
    runner = SuiteReader(Configuration([]))
    with runner.path_manager:
        runner.load_suite()
        specification = Specification.read(runner.root)
        modules = steps(specification, runner.step_registry)
    glossary = runner.root / "docs" / "glossary.md"
    page = business_page.environment().get_template("catalogue.html.j2").render(
        modules=modules,
        tags=tags(specification),
        parts=list(PARTS.values()),
        words=terms(glossary.read_text(encoding="utf-8")) if glossary.is_file() else [],
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / business_page.CATALOGUE
    path.write_text(page, encoding="utf-8")
    return path


def steps(specification: Specification, registry: Any) -> dict[str, list[Step]]:
    """The steps by the module that holds them, in words; Given, When, Then, the most used first."""
    by_kind = definitions_of(registry, specification.root)
    for _ in matched(lint.step_uses(specification), by_kind):
        pass
    found: dict[str, list[Step]] = {}
    for kind in _ORDER:
        for each in sorted(by_kind.get(kind, ()), key=lambda definition: -len(definition.uses)):
            if each.matcher.pattern != added_step.TEXT:
                found.setdefault(business_page.words(Path(each.file).stem), []).append(_step(kind, each))
    return dict(sorted(found.items()))


def tags(specification: Specification) -> list[tuple[str, str, str, int]]:
    """Each tag of the dictionary: how it is written, what it means, what it decides, how many scenarios carry it."""
    carried = [{str(tag) for tag in item.effective_tags} for _, item in specification.items()]
    rows = []
    for name, tag in TagDictionary.standard().tags.items():
        number = sum(any(_is(each, name) for each in tags) for tags in carried)
        rows.append((f"@{name}…" if name.endswith(".") else f"@{name}", tag.means, tag.decides, number))
    return rows


def terms(glossary: str) -> list[tuple[str, str]]:
    """The terms of the glossary with their meanings."""
    return [(term, meaning) for term, meaning in _TERM.findall(glossary) if term not in ("term", "---")]


def _is(tag: str, name: str) -> bool:
    return tag.startswith(name) if name.endswith(".") else tag == name


def _step(kind: str, definition: Definition) -> Step:
    pattern = definition.matcher.pattern
    first = definition.uses[0] if definition.uses else None
    return Step(
        kind="any" if kind == "step" else kind,
        pattern=pattern,
        shown=_shown(pattern),
        parameters=list(_parameters(pattern, ParseMatcher.TYPE_REGISTRY)),
        uses=len(definition.uses),
        example=f"{first.step.keyword.strip()} {first.step.name}" if first else "",
        place=f"{first.file}:{first.step.line}" if first else "",
        defined=definition.place,
    )


def _shown(pattern: str) -> Markup:
    parts, end = [], 0
    for field in _FIELD.finditer(pattern):
        parts += [escape(pattern[end : field.start()]), Markup("<var>{}</var>").format(field["name"])]
        end = field.end()
    return Markup("").join([*parts, escape(pattern[end:])])


def _parameters(pattern: str, types: Mapping[str, Any]) -> Iterator[Parameter]:
    for field in _FIELD.finditer(pattern):
        yield Parameter(field["name"], _words_of(field["kind"], types))


def _words_of(kind: str | None, types: Mapping[str, Any]) -> str:
    """What may stand for a typed word."""
    expression = getattr(types.get(kind or ""), "pattern", None)
    if kind is None or expression is None:
        return "any words"
    expression = expression.replace("[@]", "@")
    if kind in _SAID or not _PLAIN_WORDS.fullmatch(expression):
        return _SAID.get(kind, "such as in the example")
    words = expression.split("|")
    more = f" and {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else ""
    return ", ".join(words[:_MOST_WORDS]) + more


_SAID = {
    "Person": "one of the cast",
    "People": "one or several of the cast",
    "Count": "a number",
    "Seconds": "a number of seconds",
    "Title": "any words",
    "Agents": "one or several agents",
    "Topics": "one or several topics",
}
"""Typed words that are better said than listed."""


if __name__ == "__main__":
    sys.exit(main())
