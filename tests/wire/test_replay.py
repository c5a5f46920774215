"""A recorded scenario gives the same verdict again, with no service: passed ones and failed ones."""

from __future__ import annotations

import dataclasses
import json

import pytest

from support.actors import conditions, figures, records
from support.actors.conversing import together
from support.history.check import check
from support.targets.canon import Event, Reason
from support.wire.failures import Diverged, PlatformFailure
from support.wire.recording import Recording
from support.wire.tape import Tape
from support.world import World
from tests.wire.conftest import Player, replay

ASKED = "What are our biggest cost drivers and how much can we save?"


def golden_path(world: World) -> None:
    """Ada signs in, brings records in, asks, and gets an answer whose figures are right; all of it is kept."""
    world.enters("given")
    ada = world.cast.signed_in("Ada")
    brought_in = records.of_use("a month of AI use", world.now(), {}, world.scenario_id)
    assert ada.imports(brought_in).value == len(brought_in)
    ada.opens_tab()
    assert ada.tab().ready.user_id == ada.account.id
    world.enters("when")
    question = ada.asks(ASKED)
    world.enters("then")
    ada.expects(conditions.started(question), conditions.thinking(question), in_order=True)
    story = ada.follows(question)
    oracle = figures.Oracle(brought_in, {}, world.now(), ada.plan)
    assert story.answer.figures
    assert oracle.disagreements(story.answer) == []
    assert story.answer.next_steps
    assert not story.stray_ends
    assert all(use.closing.outcome for use in story.tools)
    assert question.run_id is not None
    assert question.thread_id is not None
    run = world.kept.run(question.run_id)
    assert run is not None
    assert run.answer is not None
    assert run.answer.text == story.answer.text
    assert [message.role for message in ada.messages(question.thread_id).value] == ["user", "assistant"]
    assert [message.role for message in world.kept.messages(question.thread_id)] == ["user", "assistant"]
    ada.sees_nothing(conditions.part_of(question), since=story.ended.cursor)
    check(world)


def wrong_figures(world: World) -> None:
    """The same, judged by records that are not those that were sent: it has to fail."""
    max_ = world.cast.signed_in("Max")
    brought_in = records.of_use("a few days of AI use", world.now(), {}, world.scenario_id)
    max_.imports(brought_in).value  # noqa: B018
    story = max_.follows(max_.asks(ASKED))
    other = [dataclasses.replace(record, cost_usd=record.cost_usd * 2) for record in brought_in]
    wrong = figures.Oracle(other, {}, world.now(), max_.plan).disagreements(story.answer)
    assert not wrong, "the answer does not agree with the records: " + "; ".join(wrong)


def two_people(world: World) -> None:
    """Two customers, three tabs, two chat processes, questions at the same time: nobody hears of the other."""
    ada, cleo = world.cast.signed_in("Ada"), world.cast.signed_in("Cleo")
    for person in (ada, cleo):
        person.imports(records.of_use("a few days of AI use", world.now(), {}, person.name)).value  # noqa: B018
    ada.opens_tab("first")
    ada.opens_tab("second", via="subprotocol")
    cleo.opens_tab()
    assert ada.tab("first").instance != ada.tab("second").instance
    questions = {person.name: person.asks(ASKED) for person in (ada, cleo)}
    first = ada.follows(questions["Ada"], tab="first")
    second = ada.follows(questions["Ada"], tab="second")
    assert [frame.raw for frame in first.frames] == [frame.raw for frame in second.frames]
    cleo.follows(questions["Cleo"])
    cleo.sees_nothing(conditions.betraying(questions["Ada"], ada.account), since=questions["Ada"].cursor)
    check(world)


def doors(world: World) -> None:
    """What must be refused is refused, for its reason; forged tokens open nothing."""
    fay, mallory = world.cast.signed_in("Fay"), world.cast["Mallory"]
    assert mallory.register(password="weak").refused(Reason.WEAK_PASSWORD).next_step
    assert mallory.register(without="name").refused(Reason.MISSING_FIELD)
    assert mallory.register(email=fay.email.upper()).refused(Reason.EMAIL_TAKEN)
    assert mallory.sign_in(email=fay.email, password="Wrong-1-Guess").refused(Reason.WRONG_CREDENTIALS)
    for kind in ("altered in its content", "stripped of its signature", "declared unsigned", "signed with another key"):
        forged = fay.forges(kind)
        mallory.whoami(forged).refused(Reason.NOT_SIGNED_IN)
        mallory.threads(forged).refused(Reason.NOT_SIGNED_IN)
        tab = mallory.opens_tab(token=forged)
        assert tab.refusal is not None, kind
        assert tab.refusal.reason is Reason.NOT_SIGNED_IN
    assert mallory.opens_tab(token="").refusal is not None
    assert fay.opens_tab(via="address").refusal is not None
    assert fay.refresh().value.tokens.access
    assert fay.opens_tab().ready.user_id == fay.account.id
    assert fay.token_life() is not None
    check(world)


def edits_at_once(world: World) -> None:
    """Edits at the same moment, and what is read after them: in a replay they have the same places in the order."""
    ada = world.cast.signed_in("Ada")
    thread = ada.starts_thread("Q3 spend").value.id
    replies = together([(ada, ada.edit_of(thread, {"summary": f"Number {number}"})) for number in range(6)])
    assert len({reply.value.version for reply in replies}) == len(replies)
    assert ada.thread(thread).value.version == max(reply.value.version for reply in replies)
    check(world)


def gives_up(world: World) -> None:
    """An expectation that cannot be fulfilled any more fails at once, and lists what came."""
    max_ = world.cast.signed_in("Max")
    question = max_.asks(ASKED)
    max_.expects(conditions.told(Event.DIED, question), within=600.0)


@pytest.mark.parametrize(
    "scenario", [golden_path, two_people, doors, edits_at_once], ids=lambda scenario: scenario.__name__
)
def test_a_passed_scenario_passes_again(player: Player, scenario: conditions.Callable[[World], None]) -> None:
    scenario_id, failure = player.live(scenario)
    assert failure is None
    assert player.again(scenario_id, scenario) is None


@pytest.mark.parametrize("scenario", [wrong_figures, gives_up], ids=lambda scenario: scenario.__name__)
def test_a_failed_scenario_fails_again_with_the_same_words(
    player: Player, scenario: conditions.Callable[[World], None]
) -> None:
    scenario_id, failure = player.live(scenario)
    assert failure is not None
    again = player.again(scenario_id, scenario)
    assert type(again) is type(failure)
    assert str(again) == str(failure)


def test_an_impossible_expectation_does_not_wait(player: Player) -> None:
    _, failure = player.live(gives_up)
    assert isinstance(failure, PlatformFailure)
    assert "its run has ended" in str(failure)
    assert "another event than died" in str(failure)


def test_what_was_never_recorded_diverges(player: Player) -> None:
    scenario_id, _ = player.live(doors)

    def another(world: World) -> None:
        world.cast.signed_in("Fay").asks("Something else")

    with pytest.raises(Diverged, match="never recorded"):
        replay(player.transcript(scenario_id), another)


def test_what_is_tampered_with_is_what_is_heard(player: Player) -> None:
    scenario_id, _ = player.live(two_people)
    recording = Recording.of(Tape.read(player.transcript(scenario_id)))
    [first, *others] = [entry for entry in recording.arrivals if entry.channel.startswith("Cleo/")]
    foreign = dataclasses.replace(first, content={"text": "planted"})
    exchange = next(entry for entry in recording.tape.entries if entry.kind == "exchange" and entry.channel == "Cleo")
    other = recording.receiving([foreign, *others], {exchange.number: {"planted": "too"}})
    received = "\n".join(other.heard.received("Cleo"))
    assert '"planted"' in received
    assert '{"planted": "too"}' in received
    assert "planted" not in "\n".join(recording.heard.received("Cleo"))


def test_no_secret_is_on_the_tape(player: Player) -> None:
    secrets: list[str] = []

    def scenario(world: World) -> None:
        ada = world.cast.signed_in("Ada")
        ada.opens_tab(via="subprotocol").ready  # noqa: B018
        tokens = ada.tokens
        forged = ada.forges("altered in its content")
        secrets.extend([ada.password, tokens.access.split(".")[2], tokens.refresh, forged.split(".")[2]])

    scenario_id, failure = player.live(scenario)
    assert failure is None
    written = player.transcript(scenario_id).read_text(encoding="utf-8")
    assert not [secret for secret in secrets if secret in written]
    operator = player.suite.target.operator
    assert operator is not None
    assert operator.password not in written
    assert json.loads(written.splitlines()[0])["scenario"] == scenario_id
