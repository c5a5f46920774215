"""The paths along which agents work: which ones, in what order, and how far the data let them go.

The promises are those of CONTRACT.md, "Agents and workflow"; a feature writes an agent's name with blanks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.figures import EXACT
from support.actors.question import Story
from support.actors.records import UsageRecord
from support.actors.tooling import journal, plain
from support.evidence.about import about, about_subject
from support.targets.canon import Answer

if TYPE_CHECKING:
    from support.world import World

FINDINGS = ("sufficient", "partial", "insufficient", "unknown")
"""What triage can find in the records; each has its path."""

CALLS_BEFORE = {"triage": 0, "optimization": 3}
"""The model calls of a whole path before that agent's first: one of triage, two of each agent that uses tools."""

ENOUGH = 10
"""Records that a full analysis needs at least, each with a model, a cost and token counts."""

BY_PRICE = frozenset({"alternative_saving", "planned_saving"})
"""Figures that rest on list prices, not on records alone."""

Rows = Sequence[Mapping[str, str]]


def steps_were(world: World, person: str, rows: Rows) -> None:
    """Exactly these agents worked, with these outcomes, each from when the one before had ended; the answer names
    the same, but for a triage that failed."""
    expected = [(row["agent"], row["outcome"]) for row in rows]
    steps = journal(world, person).agents()
    seen = [(plain(step.agent), step.outcome) for step in steps]
    assert seen == expected, f"expected the steps {expected}; recorded are {seen}"
    for before, step in pairwise(steps):
        assert before.finished_at is not None, f"{before.agent} is recorded without its end"
        assert step.started_at is not None, f"{step.agent} is recorded without its start"
        assert before.finished_at <= step.started_at, f"{step.agent} began before {before.agent} had ended"
    told = [plain(agent) for agent in asking.story(world, person).answer.path]
    named = [agent for agent, outcome in expected if (agent, outcome) != ("triage", "error")]
    assert told == named, f"expected the answer to name {named}; it names {told}"


def is_defined(world: World, person: str, finding: str) -> None:
    """The agents that worked are those of the path's definition, in its order, and triage found that."""
    defined = [step.agent for step in world.cast[person].path(finding).value]
    told = list(asking.story(world, person).answer.path)
    assert told == defined, f"for {finding} data {defined} are defined; at work were {told}"
    [triage] = [step for step in journal(world, person).agents() if step.agent == "triage"]
    assert triage.gave.finding == finding, f"triage found the data {triage.gave.finding}; expected {finding}"


def says_how_complete(world: World, person: str, percent: int) -> None:
    """Completeness as the records sent give it, and so many per cent; confidence as the figures give it; both stand
    in the words too."""
    answer, sent = asking.story(world, person).answer, world.facts.records[person]
    with about(answer):
        assert answer.completeness is not None, "the answer does not say how complete its data are"
        assert abs(answer.completeness * 100 - percent) < 1, f"{answer.completeness} is said; expected {percent} %"
        assert abs(answer.completeness - _completeness(sent)) < 0.01, f"the records give {_completeness(sent)}"
        assert answer.confidence is not None, "the answer does not say how sure it is"
        resting = [figure for figure in answer.figures if figure.name not in BY_PRICE]
        sure = len(resting) / len(answer.figures) if answer.figures else 0.0
        assert abs(answer.confidence - sure) < 0.01, f"{len(resting)} of {len(answer.figures)} figures rest on records"
        for word, value in (("Completeness", answer.completeness), ("Confidence", answer.confidence)):
            assert f"{word}: {value:g}" in answer.text, f"{word} {value:g} is not said in words: {answer.text!r}"


def _completeness(sent: Sequence[UsageRecord]) -> float:
    filled = sum(bool(r.model) + (r.cost_usd is not None) + (r.prompt_tokens is not None) for r in sent)
    return filled / (3 * max(len(sent), ENOUGH))


@about_subject
def asks_for(answer: Answer, wanted: Iterable[str]) -> None:
    """One sentence asks for records and names all that they should hold; it is a next step too."""
    asked = [step for step in answer.next_steps if "import" in step.lower()]
    assert asked, f"no next step asks for records: {answer.next_steps}"
    missing = [word for word in wanted if word not in asked[0]]
    assert not missing, f"asked for are not {missing}: {asked[0]!r}"
    assert asked[0] in answer.text, f"the answer's words do not ask for it: {answer.text!r}"


@about_subject
def has_nothing_to_show(story: Story) -> None:
    """No tool was used, and the answer has no figure."""
    assert not story.tools, f"tools worked on nothing: {[use.opening.tool for use in story.tools]}"
    assert not story.answer.figures, f"figures of nothing: {[figure.name for figure in story.answer.figures]}"


def asks_for_more(world: World, person: str, have: int) -> None:
    """A next step asks for more records, and says how many are needed and that there are so many, as were sent."""
    sent = len(world.facts.records[person])
    assert sent == have, f"{person} has brought in {sent} records, not {have}"
    answer = asking.story(world, person).answer
    with about(answer):
        asked = [step for step in answer.next_steps if f"there are {have}" in step]
        assert asked, f"no next step says that there are {have} records: {answer.next_steps}"
        assert f"{ENOUGH} are needed" in asked[0], f"how many are needed is not said: {asked[0]!r}"


def fails_step(world: World, person: str, agent: str) -> None:
    """The model fails the agent's first call for the person's next question, with all its retries."""
    times = int(world.target.limits.model_retries) + 1
    world.faults.aims("500", world.cast.signed_in(person), times=times, after=CALLS_BEFORE[agent])


def inspect(world: World, people: Iterable[str]) -> None:
    """Each inspects the four paths; what each is told is remembered."""
    for person in people:
        world.facts.paths[person] = {finding: world.cast[person].path(finding).value for finding in FINDINGS}


def defined_like(world: World, rows: Rows) -> None:
    """These paths, and no others, with exactly these agents in this order for each person."""
    for person, paths in world.facts.paths.items():
        expected = {row["data"]: row[person] for row in rows}
        seen = {finding: ", ".join(plain(step.agent) for step in steps) for finding, steps in paths.items()}
        assert seen == expected, f"expected {expected} for {person}; defined are {seen}"


def each_waits(world: World) -> None:
    """In each path that was inspected every step waits for exactly those before it."""
    for person, paths in world.facts.paths.items():
        for finding, steps in paths.items():
            agents = tuple(step.agent for step in steps)
            waits = {step.agent: step.after for step in steps}
            wanted = {agent: agents[:place] for place, agent in enumerate(agents)}
            assert waits == wanted, f"on {finding} data {person}'s steps should wait like {wanted}; seen {waits}"


def is_saved(world: World, person: str, target: int) -> None:
    """The answer's planned saving is what the records give, at least the target, and stands in its words in dollars."""
    answer = asking.story(world, person).answer
    expected = asking.oracle(world, person).figures["planned_saving", None]
    assert expected >= target, f"the records of this scenario allow {expected}, less than {target}"
    with about(answer):
        seen = [figure.value for figure in answer.figures if figure.name == "planned_saving"]
        assert len(seen) == 1, f"the answer plans {len(seen)} savings; expected one"
        assert abs(seen[0] - expected) <= EXACT, f"the records give {expected:f}; the answer plans {seen[0]}"
        assert f"${seen[0]:,.2f}" in answer.text, f"${seen[0]:,.2f} is not in the answer's words: {answer.text!r}"


def saving_is_kept(world: World, person: str) -> None:
    """The run is kept with the saving that the answer plans, and the answer's words give it in dollars."""
    answer, kept = asking.story(world, person).answer, journal(world, person).savings
    [planned] = [figure.value for figure in answer.figures if figure.name == "planned_saving"]
    with about(answer):
        assert kept is not None, "the run is kept without its saving"
        assert abs(float(planned) - kept) < float(EXACT), f"the answer plans {planned}; kept with the run is {kept}"
        assert f"${planned:,.2f}" in answer.text, f"${planned:,.2f} is not in the answer's words: {answer.text!r}"
