"""What an Allure result says of a scenario besides its status: labels, links, description, stable ids."""

from __future__ import annotations

import hashlib
import sys
from typing import Any

from allure_commons.model2 import Label, Link, Parameter, TestResult
from allure_commons.types import LabelType, LinkType

from support.runs.ledger import Entry
from support.value.requirements import read_requirements
from support.value.streams import read_streams
from support.value.tags import TagDictionary

PAGE = "../business-value.html"
"""The business page as seen from the rendered Allure page; each promise and scenario has its id as an anchor there."""


def describe(result: TestResult, entry: Entry, tags: TagDictionary) -> None:
    """Fill in everything that is known before the scenario runs."""
    identity, _, example = entry.id.partition(".")
    result.name = entry.name
    result.fullName = f"{entry.file}: {entry.name}"
    result.historyId = _hash(entry.id)
    result.testCaseId = _hash(identity)
    result.titlePath = [words(entry.capability), entry.feature, *([entry.rule] if entry.rule else [])]
    result.description = description(entry)
    result.parameters = _parameters(entry.scenario) if example else []
    result.labels = labels(entry, tags)
    result.links = [Link(type=LinkType.TEST_CASE, url=f"{PAGE}#{row}", name=row) for row in entry.requirements]
    result.links.append(Link(type=LinkType.LINK, url=f"{PAGE}#{entry.id}", name="On the business page"))


def labels(entry: Entry, tags: TagDictionary) -> list[Label]:
    """Capability as epic, feature, rule as story; severity, value, segment; every other tag as it is."""
    streams = read_streams().streams
    pairs = [
        (LabelType.EPIC, words(entry.capability)),
        (LabelType.FEATURE, entry.feature),
        (LabelType.STORY, entry.rule or entry.name),
        (LabelType.PARENT_SUITE, words(entry.capability)),
        (LabelType.SUITE, entry.feature),
        (LabelType.SEVERITY, tags.severity(entry.tags)),
        (LabelType.FRAMEWORK, "behave"),
        (LabelType.LANGUAGE, f"python{sys.version_info.major}"),
        ("scenario", entry.id),
    ]
    if entry.rule:
        pairs.append((LabelType.SUB_SUITE, entry.rule))
    pairs += [("value", streams[each].name if each in streams else each) for each in entry.streams]
    for tag in entry.tags:
        prefix, dot, value = tag.partition(".")
        if dot and prefix == "segment":
            pairs.append(("segment", value))
        elif not dot:
            pairs.append((LabelType.TAG, tag))
    pairs += [("requirement", row) for row in entry.requirements]
    return [Label(name=name, value=value) for name, value in pairs]


def description(entry: Entry) -> str:
    """The promises that the scenario checks, then the feature's own words of what it is worth (Markdown)."""
    register = read_requirements()
    promises = [f"**{row}** {register[row].statement}" for row in entry.requirements if row in register]
    feature = getattr(entry.scenario, "feature", None)
    worth = [str(line).strip() for line in getattr(feature, "description", ())]
    return "\n\n".join([*promises, *(["_" + " ".join(worth) + "_"] if worth else [])])


def words(name: str) -> str:
    """A folder's name as a title: golden_path is Golden path."""
    return name.replace("_", " ").capitalize()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _parameters(scenario: Any) -> list[Parameter]:
    row = scenario._row
    return [Parameter(name=name, value=value) for name, value in zip(row.headings, row.cells, strict=False)]
