"""``goldenpath target check``, and what a profile's [spend] allows, against a stack that was started elsewhere."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.actors.meter import ACCOUNT, QUESTION, Meter
from support.runs.outcomes import NotPermitted
from support.settings import Settings, SettingsError
from support.stack import Stack
from support.targets import check
from support.targets.profile import Target
from support.targets.spending import Spending
from support.world import Suite, World
from tests.promises import PROJECT
from tests.wire.conftest import Player

Says = Callable[..., tuple[int, str]]


@pytest.fixture
def says(suite: Suite, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Says:
    """Checks the suite's stack by a profile with these changes; the exit code and what was said."""
    monkeypatch.chdir(PROJECT)
    assert isinstance(suite.stack, Stack)
    suite.stack.begin_late()
    profile = suite.stack.addresses().as_profile()

    def checked(**changes: Any) -> tuple[int, str]:
        path = tmp_path / "site.json"
        path.write_text(json.dumps(profile | changes))
        code = check.main([str(path), "-D", f"reports={tmp_path}", "-D", "patience=4"])
        return code, capsys.readouterr().out

    return checked


def rows(suite: Suite) -> dict[str, int]:
    """How many rows every table holds, but those of sign-ins, which are ended again and stay in the audit trail."""
    carrier = suite._first.carrier
    tables = carrier.thread.run(carrier.rows(
        "SELECT schemaname || '.' || relname AS name FROM pg_stat_user_tables"
        " WHERE relname NOT IN ('sessions', 'refresh_tokens', 'audit_log')", ()))  # fmt: skip
    return {
        each["name"]: carrier.thread.run(carrier.rows(f"SELECT count(*) AS n FROM {each['name']}", ()))[0]["n"]
        for each in tables
    }


def test_it_says_what_is_so_and_changes_nothing(suite: Suite, says: Says) -> None:
    before = rows(suite)
    code, said = says(may={"create_accounts": True}, spend={"max_usd": 3.0, "usd_per_ask": 0.5, "asks_per_minute": 30})
    assert rows(suite) == before
    assert code == 0, said
    assert "database: can be read, in a session that cannot write" in said
    assert "sam@apex.example signs in (and out again, as its audit trail will say)" in said
    assert "accounts: as ours, to a second" in said
    assert "stores: declared, seen" in said
    assert "controllers: declared, but only a stack of the suite's own has them: not permitted" in said
    assert "not permitted" in said.partition("A run")[2]
    assert "of the 6 that [spend] allows: the rest is not permitted then" in said
    assert "spends at most $3.00, at spend.usd_per_ask" in said
    assert "keeps a pace of 30 questions a minute" in said
    assert "cannot remove: accounts, organisations, usage" in said
    assert suite.target.operator is not None
    assert suite.target.operator.password not in said


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"accounts_url": "http://127.0.0.1:1"}, ["accounts at http://127.0.0.1:1: ", "the operator: "]),
        ({"operator": {"email": "sam@apex.example", "password": "Wrong-1-Guess"}}, ["sam@apex.example is refused"]),
        ({"control_url": None}, ["model_faults: declared, not seen"]),
        ({"redis_url": "redis://127.0.0.1:1/0"}, ["Redis: ConnectionError", "stores: declared, not seen"]),
        ({"database_url": "postgresql://x:y@127.0.0.1:1/z"}, ["database: ", "stores: "]),
        ({"may": {}}, ["the cast registers anew in each scenario"]),
        ({"cast": {"mode": "pool", "people": {"Ada": [{"email": "ada@x.example", "password": "Aa1!nobody-knows"}]}}},
         ["Ada: ada@x.example is refused"]),
        ({"cast": {"mode": "tokens", "people": {"Ada": {"token": "eyJhbGciOi.eyJzdWIiOi.AAAA"}}}},
         ["Ada: the token is refused"]),
    ],
)  # fmt: skip
def test_what_the_profile_says_and_is_not_so_is_named(says: Says, changes: dict[str, Any], wrong: list[str]) -> None:
    code, said = says(**changes)
    named = [line.removeprefix("  NOT SO  ") for line in said.splitlines() if line.startswith("  NOT SO  ")]
    assert code == 1, said
    assert len(named) == len(wrong), named
    assert all(line.startswith(words) or words in line for line, words in zip(named, wrong, strict=True)), named


def test_it_is_told_how_to_go_on_without_a_profile(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main(["embedded"]) == 2
    assert "each run starts its own; goldenpath stack up keeps one" in capsys.readouterr().err
    assert check.main(["nowhere.toml"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


# -- what may be spent


def bounded(suite: Suite, worker: str | None = None, **spend: float) -> Player:
    """Plays on the suite's stack with such a profile."""
    assert isinstance(suite.stack, Stack)
    profile = {**suite.stack.addresses().as_profile(), "name": "elsewhere", "spend": spend}
    defines = [("reports", str(suite.settings.reports / "spend")), ("patience", "4"), ("worker", worker or "off")]
    return Player(Suite(Settings.read(environment={}, defines=defines), Target.of_profile(profile, "elsewhere")),
                  itertools.count(1000))  # fmt: skip


def asks(world: World) -> None:
    ada = world.cast.signed_in("Ada")
    ada.opens_tab()
    ada.follows(ada.asks("What do we spend?"))


def test_more_questions_than_the_profile_allows_are_not_permitted(suite: Suite) -> None:
    for spend in ({"max_asks": 2}, {"max_usd": 1.0, "usd_per_ask": 0.5}):
        player = bounded(suite, **spend)
        for _ in range(2):
            scenario_id, failure = player.live(asks)
            assert failure is None
            assert player.again(scenario_id, asks) is None
        with pytest.raises(NotPermitted, match=r"\[spend\] allows 2 questions a run, and they are asked"):
            player.live(asks)
        player.suite.close()


def test_workers_share_what_may_be_spent() -> None:
    whole = Spending(max_asks=7, asks_per_minute=10)
    assert [whole.shared(number, 3).asks for number in (1, 2, 3)] == [3, 2, 2]
    assert whole.shared(2, 4).asks_per_minute == 2.5
    assert Spending().shared(1, 2).asks is None
    assert Spending(max_asks=9, max_usd=1, usd_per_ask=0.25).asks == 4


def test_a_pace_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    now, waited = [100.0], []

    def wait(event: object, seconds: float) -> None:
        waited.append(round(seconds, 6))
        now[0] += seconds

    monkeypatch.setattr("support.actors.meter.time.monotonic", lambda: now[0])
    monkeypatch.setattr("support.actors.meter.threading.Event.wait", wait)
    meter = Meter(Spending(asks_per_minute=2, sign_ups_per_minute=0.5))
    for _ in range(4):
        meter.counts(QUESTION)
    assert waited == [60.0]
    waited.clear()
    meter.counts(ACCOUNT)
    now[0] += 30
    meter.counts(ACCOUNT)
    assert waited == [90.0]


@pytest.mark.parametrize(
    ("spend", "said"),
    [
        ({"max_ask": 1}, r"\[spend\] has no entry 'max_ask'"),
        ({"max_asks": -1}, "expected a number in spend.max_asks, saw -1"),
        ({"max_usd": 2}, "spend.max_usd needs usd_per_ask"),
        ({"asks_per_minute": 0}, "expected a number above 0 in spend.asks_per_minute"),
    ],
)
def test_a_bad_spend_is_one_clear_line(spend: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Spending.of_profile(spend, "here")
