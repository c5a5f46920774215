"""The log and the measures of tools: who used which, how often, how long, and what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from support.actors import asking
from support.actors.tooling import journal
from support.evidence.about import about
from support.targets.canon.workflows import LoggedUse

if TYPE_CHECKING:
    from support.world import World

LONGEST_USE = 5.0
"""Seconds that a tool may take, whatever it does (requirements TL-10, WF-25)."""

CLOSE = 0.001
"""Seconds by which a metric's sum may differ from what was shown: it is kept in full, and shown in milliseconds."""


def no_figure_of_refused(world: World, person: str) -> None:
    """Some tool was refused, and no figure of the answer, or of what the refused tools gave, is from one of them."""
    told = asking.story(world, person)
    refused = {use.opening.tool for use in told.tools if use.closing.outcome == "refused"}
    assert refused, "no tool was refused"
    leaked = [figure.name for figure in told.answer.figures if figure.tool in refused]
    assert not leaked, f"figures {leaked} come from tools that were refused: {sorted(map(str, refused))}"
    gave = [step.name for step in journal(world, person).tools() if step.name in refused and step.gave.figures]
    assert not gave, f"refused, and yet they gave figures: {gave}"


def refusals_are_kept(world: World, person: str) -> None:
    """Each refused tool is written down once, with the person and the run."""
    told = asking.story(world, person)
    account = world.cast[person].account
    assert account.organisation is not None, f"{person} has no organisation"
    expected = sorted((str(use.opening.tool), told.ended.run_id, account.id)
                      for use in told.tools if use.closing.outcome == "refused")  # fmt: skip
    kept = sorted((str(each.tool), each.run_id, each.user_id) for each in world.kept.refusals(account.organisation.id))
    assert expected, f"no tool was refused to {person}"
    assert kept == expected, f"refused were {expected}; written down are {kept}"


def none_worked(world: World, person: str) -> None:
    """No tool has ever worked for anybody of the person's organisation."""
    uses = logged(world, person)
    assert not uses, f"tools have worked: {[use.tool for use in uses]}"


def logged(world: World, person: str) -> Sequence[LoggedUse]:
    """The log of tool uses of the person's organisation."""
    organisation = world.cast[person].account.organisation
    assert organisation is not None, f"{person} has no organisation"
    return world.kept.tool_uses(organisation.id)


def logged_in_name(world: World, person: str) -> None:
    """Each tool that the person saw at work is logged once, under the person, the run and the conversation; nothing
    else is logged under that name."""
    told = asking.story(world, person)
    whose = (world.cast[person].account.id, told.ended.run_id, told.question.thread_id)
    seen = sorted(str(use.opening.call_id) for use in told.tools)
    assert seen, f"no tool worked for {person}"
    log = [use for use in logged(world, person) if use.call_id in seen or use.user_id == whose[0]]
    assert sorted(str(use.call_id) for use in log) == seen, f"seen were the calls {seen}; logged are {log}"
    strays = [use for use in log if (use.user_id, use.run_id, use.thread_id) != whose]
    assert not strays, f"not under {person}'s name, run and conversation {whose}: {strays}"
    for use in told.tools:
        with about(use.start):
            shown = (use.start.user_id, use.start.run_id, use.start.thread_id)
            assert shown == whose, f"{use.opening.tool} was shown under {shown}; expected {whose}"


def notes_uses(world: World) -> None:
    """Remembers how often, and how long, each tool was at work in all chat processes."""
    world.facts.tool_times = _times(world)


def uses_are_counted(world: World, person: str) -> None:
    """Since then each tool's count has grown by its uses for the person at least, and its time by what was shown."""
    told, now = asking.story(world, person), _times(world)
    assert told.tools, f"no tool worked for {person}"
    for use in told.tools:
        name = str(use.opening.tool)
        count, seconds = (new - old for new, old in zip(now.get(name, (0, 0)), world.facts.tool_times.get(name, (0, 0)),
                                                        strict=True))  # fmt: skip
        assert count >= 1, f"{name} worked, and its count did not grow"
        assert use.closing.duration is not None, f"{name} ended without its duration"
        assert seconds >= use.closing.duration - CLOSE, f"{name} took {use.closing.duration} s; counted are {seconds} s"


def _times(world: World) -> dict[str, tuple[float, float]]:
    sums: dict[str, tuple[float, float]] = {}
    for metrics in world.cast["Sam"].metrics_of_chat():
        for tool, told in metrics.tool_durations.items():
            count, seconds = sums.get(tool, (0.0, 0.0))
            sums[tool] = (count + told.count, seconds + told.seconds)
    return sums


def log_has_times(world: World, person: str) -> None:
    """Each tool that worked is logged with its outcome as shown, and with a time that a tool may take."""
    log = {use.call_id: use for use in logged(world, person)}
    for use in asking.story(world, person).tools:
        kept = log.get(use.opening.call_id)
        assert kept is not None, f"{use.opening.tool} worked, and no such call is logged"
        shown = (use.opening.tool, use.closing.outcome, use.start.agent, world.cast[person].company_id)
        seen = (kept.tool, kept.outcome, kept.agent, kept.organisation_id)
        assert seen == shown, f"shown were tool, outcome, agent and company {shown}; logged are {seen}"
        assert kept.started_at is not None, f"{kept.tool} is logged without its start"
        assert kept.finished_at is not None, f"{kept.tool} is logged without its end"
        took = (kept.finished_at - kept.started_at).total_seconds()
        assert 0 < took < LONGEST_USE, f"{kept.tool} is logged with {took} s; a tool may take {LONGEST_USE} s"
        assert abs(took - (use.closing.duration or 0)) <= CLOSE, f"shown were {use.closing.duration} s; logged {took} s"


def spending_is_told(world: World, person: str) -> None:
    """The run says how many tokens its model calls took, more than none, and what they cost."""
    done = journal(world, person)
    assert done.tokens, f"the run says that it took {done.tokens} tokens"
    assert done.cost is not None, "the run does not say what it cost"
    assert done.cost >= 0, f"the run says that it cost {done.cost}"
