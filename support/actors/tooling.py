"""Tools at work: what customers see of them, and what they give.

The promises are those of CONTRACT.md, "Agents and workflow"; a feature writes a tool's name with blanks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.question import Story
from support.actors.records import UsageRecord
from support.evidence.about import about, about_subject
from support.targets.canon import Answer
from support.targets.canon.workflows import Journal, WorkStep

if TYPE_CHECKING:
    from support.world import World

Rows = Sequence[Mapping[str, str]]


def journal(world: World, person: str) -> Journal:
    """What the person's latest run did, read back after its end."""
    return world.cast[person].journal(str(asking.story(world, person).ended.run_id)).value


@about_subject
def ended_like(story: Story, rows: Rows) -> None:
    """Exactly these tools were seen at work, one agent's after the other's, with these outcomes."""
    expected = Counter((row["agent"], row["tool"], row["outcome"]) for row in rows)
    seen = Counter((str(use.start.agent), plain(use.opening.tool), str(use.closing.outcome)) for use in story.tools)
    assert seen == expected, f"expected {sorted(expected.elements())}; seen {sorted(seen.elements())}"
    order = list(dict.fromkeys(row["agent"] for row in rows))
    turns = list(dict.fromkeys(str(use.start.agent) for use in story.tools))
    assert turns == order, f"expected tools of {order}, in turn; seen were those of {turns}"
    ends = {use.start.agent: max(each.ends[0].number for each in story.tools if each.start.agent == use.start.agent)
            for use in story.tools}  # fmt: skip
    for use in story.tools:
        before = [agent for agent in turns[: turns.index(str(use.start.agent))] if ends[agent] > use.start.number]
        with about(use.start):
            assert not before, f"{use.opening.tool} of {use.start.agent} began while tools of {before} were at work"


@about_subject
def all_gave_figures(story: Story) -> None:
    """Every tool succeeded, and the answer has figures of each."""
    outcomes = {str(use.opening.tool): use.closing.outcome for use in story.tools}
    assert set(outcomes.values()) == {"success"}, f"not every tool succeeded: {outcomes}"
    gave = {figure.tool for figure in story.answer.figures}
    assert gave == set(outcomes), f"at work were {sorted(outcomes)}; figures come from {sorted(map(str, gave))}"


@about_subject
def at_once(story: Story, least: int) -> None:
    """At some moment so many tools had started and not ended."""
    changes = [(use.start.number, 1) for use in story.tools]
    changes += [(end.number, -1) for use in story.tools for end in use.ends]
    working = most = 0
    for _, change in sorted(changes):
        working += change
        most = max(most, working)
    assert most >= least, f"at most {most} tools were at work at the same time; expected {least}"


def chain(world: World, person: str, rows: Rows) -> None:
    """Each of these tools gave figures, findings and advice; each agent's ended before the next one's began."""
    done, earlier = journal(world, person), list[WorkStep]()
    for row in rows:
        found = [step for step in done.tools(row["agent"]) if plain(step.name) == row["tool"]]
        assert len(found) == 1, f"{row['tool']} of {row['agent']} worked {len(found)} times; expected once"
        [step] = found
        assert step.gave.figures, f"{row['tool']} gave no figures: {step.gave}"
        assert step.gave.findings, f"{row['tool']} gave no findings: {step.gave}"
        assert step.gave.advice, f"{row['tool']} gave no advice: {step.gave}"
        assert step.started_at is not None, f"{row['tool']} is recorded without its start"
        for before in (each for each in earlier if each.agent != step.agent):
            assert before.finished_at is not None, f"{before.name} is recorded without its end"
            assert before.finished_at <= step.started_at, f"{step.name} began before {before.name} had ended"
        earlier.append(step)


def advice_is_told(world: World, person: str) -> None:
    """What the tools recommended is, all of it, what the answer recommends."""
    told = asking.story(world, person).answer
    given = {line for step in journal(world, person).tools() for line in step.gave.advice}
    assert set(told.recommendations) == given, f"the tools advised {sorted(given)}; told: {told.recommendations}"
    missing = [line for line in told.recommendations if line not in told.text]
    assert not missing, f"the answer's words leave out {missing}"


def has_each_feature(answer: Answer, records: Sequence[UsageRecord]) -> None:
    """The answer has a figure for each feature of the records."""
    wanted = {record.feature for record in records}
    seen = {figure.subject for figure in answer.figures if figure.name == "feature_cost"}
    with about(answer):
        assert seen == wanted, f"{len(wanted)} features were brought in; missing are {sorted(wanted - seen)[:5]}"


def plain(name: str | None) -> str:
    """A tool's name as features write it."""
    return (name or "").replace("_", " ")
