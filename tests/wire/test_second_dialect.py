"""The golden path passes through a platform of another tongue: other names, nested events, no numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from support.actors import conditions, figures, records
from support.history.check import check
from support.runs.outcomes import NotOffered
from support.targets import profile
from support.targets.canon import Reason
from support.targets.profile import Target
from support.world import Suite, World
from tests.wire.conftest import Player
from tests.wire.field_dialect import Field
from tests.wire.field_front import FieldFront


@pytest.fixture(scope="module")
def foreign(suite: Suite) -> Iterator[Player]:
    """Plays scenarios through the front, on the suite's stack."""
    front = FieldFront(suite.target.accounts_url, suite.target.chat_urls[0])
    profile.DIALECTS["toy"] = Field
    operator = suite.target.operator
    assert operator is not None
    written = {
        "name": "field", "accounts_url": front.url, "chat_urls": [front.url], "dialect": "toy",
        "operator": dataclasses.asdict(operator), "may": {"create_accounts": True},
    }  # fmt: skip
    settings = dataclasses.replace(suite.settings, reports=suite.settings.reports / "field")
    opened = Suite(settings, Target.of_profile(written, "the front"))
    yield Player(opened)
    opened.close()
    front.close()
    del profile.DIALECTS["toy"]


def golden_path(world: World) -> None:
    ada, cleo = world.cast.signed_in("Ada"), world.cast.signed_in("Cleo")
    brought_in = records.of_use("a month of AI use", world.now(), {}, world.scenario_id)
    assert ada.imports(brought_in).value == len(brought_in)
    ada.opens_tab("first")
    ada.opens_tab("second")
    cleo.opens_tab()
    assert ada.tab("first").ready.user_id == ada.account.id
    assert ada.tab("second").ready.user_id == ada.account.id
    question = ada.asks("What are our biggest cost drivers and how much can we save?")
    ada.expects(
        conditions.received(question), conditions.started(question), conditions.thinking(question),
        conditions.tool_started(question), conditions.tool_ended(question), conditions.completed(question),
        in_order=True,
    )  # fmt: skip
    story = ada.follows(question)
    assert figures.Oracle(brought_in, {}, world.now(), ada.plan).disagreements(story.answer) == []
    assert story.answer.figures
    assert all(use.closing.outcome == "success" for use in story.tools)
    assert [f.raw for f in ada.follows(question, tab="second").frames] == [f.raw for f in story.frames]
    assert question.thread_id is not None
    assert [message.role for message in ada.messages(question.thread_id).value] == ["user", "assistant"]
    cleo.sees_nothing(conditions.betraying(question, ada.account), since=question.cursor)
    ada.sees_nothing(conditions.part_of(question), since=story.ended.cursor)
    check(world)


def doors(world: World) -> None:
    fay, mallory = world.cast.signed_in("Fay"), world.cast["Mallory"]
    mallory.sign_in(email=fay.email, password="Wrong-1-Guess").refused(Reason.WRONG_CREDENTIALS)
    refusal = mallory.opens_tab(token=fay.forges("altered in its content")).refusal
    assert refusal is not None
    assert refusal.reason is Reason.NOT_SIGNED_IN
    assert fay.whoami().value.id == fay.account.id


@pytest.mark.parametrize("scenario", [golden_path, doors], ids=lambda scenario: scenario.__name__)
def test_it_passes_live_and_replayed(foreign: Player, scenario: conditions.Callable[[World], None]) -> None:
    scenario_id, failure = foreign.live(scenario)
    assert failure is None
    assert foreign.again(scenario_id, scenario) is None


def test_what_it_does_not_offer_is_named(foreign: Player) -> None:
    def reads_rows(world: World) -> None:
        world.kept.thread("00000000-0000-4000-8000-000000000000")

    with pytest.raises(NotOffered, match="does not let the suite read what it keeps"):
        foreign.live(reads_rows)
