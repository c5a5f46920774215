"""The shipped dialect of deployed platforms, against a small server that speaks it in each of its styles."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.history.check import check
from support.runs.outcomes import NotOffered
from support.settings import Settings
from support.targets import check as target_check
from support.targets.canon import Reason
from support.targets.profile import Target
from support.world import Suite, World
from tests.promises import PROJECT
from tests.wire.conftest import Player
from tests.wire.field_server import STYLES, FieldServer


@pytest.fixture(scope="module", params=STYLES)
def server(request: pytest.FixtureRequest) -> Iterator[FieldServer]:
    running = FieldServer(request.param)
    yield running
    running.close()


@pytest.fixture
def elsewhere(server: FieldServer, tmp_path: Path) -> Iterator[Player]:
    """Plays on that server."""
    profile = {
        "name": "field", "accounts_url": server.url, "chat_urls": [server.url], "dialect": "field",
        "may": {"create_accounts": True},
    }  # fmt: skip
    settings = Settings.read(environment={}, defines=[("reports", str(tmp_path)), ("patience", "4")])
    opened = Suite(settings, Target.of_profile(profile, "the server"))
    yield Player(opened)
    opened.close()


def asks(world: World) -> None:
    fay = world.cast.signed_in("Fay")
    assert fay.whoami().value.email == fay.email
    tab = fay.opens_tab(via="subprotocol")
    assert tab.ready.user_id == fay.account.id
    question = fay.asks("What do we spend?")
    story = fay.follows(question)
    assert story.answer.text == "You asked: What do we spend?"
    assert [frame.event.name for frame in story.frames] == [
        "RECEIVED", "STARTED", "THINKING", "TOOL_STARTED", "TOOL_ENDED", "COMPLETED",
    ]  # fmt: skip
    assert all(frame.produced is not None and not frame.complaints for frame in story.frames)
    assert {frame.agent for frame in story.frames} == {"analyst"}
    check(world)


def converses(world: World) -> None:
    fay, mallory = world.cast.signed_in("Fay"), world.cast.signed_in("Mallory")
    threads = [fay.starts_thread(title=f"Note {number}").value for number in range(23)]
    assert threads[0].title == "Note 0"
    assert threads[0].owner_id == fay.account.id
    perform = fay._stage.perform
    dialect = fay._stage.dialect
    listed = fay._stage.pages("Fay", dialect.threads(), fay.tokens.access).value
    assert [each.title for each in listed] == [f"Note {number}" for number in range(23)]
    one = threads[0].id
    assert perform("Fay", dialect.post(one, "Hello", "m-1", False), fay.tokens.access).value.text == "Hello"
    assert [each.text for each in perform("Fay", dialect.messages(one), fay.tokens.access).value.items] == ["Hello"]
    assert perform("Fay", dialect.edit_thread(one, {"title": "Better"}), fay.tokens.access).value.title == "Better"
    perform("Fay", dialect.archive_thread(one), fay.tokens.access)
    assert perform("Fay", dialect.thread(one), fay.tokens.access).value.status == "archived"
    perform("Mallory", dialect.thread(one), mallory.tokens.access).refused(Reason.FORBIDDEN)
    perform("Fay", dialect.thread("nothing"), fay.tokens.access).refused(Reason.NOT_FOUND)
    perform("nobody", dialect.thread(one)).refused(Reason.NOT_SIGNED_IN)


def doors(world: World) -> None:
    fay, mallory = world.cast.signed_in("Fay"), world.cast["Mallory"]
    mallory.sign_in(email=fay.email, password="Wrong-1-Guess").refused(Reason.WRONG_CREDENTIALS)
    mallory.register(email=fay.email).refused(Reason.EMAIL_TAKEN)
    refusal = mallory.opens_tab(token="eyJhbGciOi.eyJzdWIiOi.AAAAAAAAAAAAAAAAAAAA").refusal
    assert refusal is not None
    assert refusal.reason is Reason.NOT_SIGNED_IN
    before = fay.tokens
    renewed = fay._stage.perform("Fay", fay._stage.dialect.refresh(before.refresh)).value
    assert renewed.tokens.access != before.access
    assert renewed.account.id == fay.account.id


@pytest.mark.parametrize("scenario", [asks, converses, doors], ids=lambda scenario: scenario.__name__)
def test_it_is_understood_live_and_replayed(elsewhere: Player, scenario: object) -> None:
    scenario_id, failure = elsewhere.live(scenario)  # type: ignore[arg-type]
    assert failure is None
    assert elsewhere.again(scenario_id, scenario) is None  # type: ignore[arg-type]


def test_what_it_has_no_word_for_is_not_offered(elsewhere: Player) -> None:
    with pytest.raises(NotOffered, match="has no word for this: set plan"):
        elsewhere.live(lambda world: bool(world.cast.signed_in("Max")) and None)
    with pytest.raises(NotOffered, match="has no word for this: set plan"):
        elsewhere.live(lambda world: bool(world.cast.signed_in("Ada")) and None)


def test_the_target_can_be_checked(
    server: FieldServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(PROJECT)
    profile = tmp_path / "site.toml"
    profile.write_text(
        f'accounts_url = "{server.url}"\nchat_urls = ["{server.url}"]\ndialect = "field"\n'
        "declares = []\n[may]\ncreate_accounts = true\n"
    )
    users = dataclasses.replace(Target.of_file(profile)), dict(server.users)
    assert target_check.main([str(profile)]) == 0
    said = capsys.readouterr().out
    assert "in the dialect field" in said
    assert "not_offered" not in said
    assert "not offered" in said
    assert server.users == users[1]
