"""The one door to defects: list, run, and what is not applied."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reference_platform.accounts import passwords, sessions
from reference_platform.defects import catalogue
from reference_platform.defects.defect import Defect, NotApplied
from support.stack.errors import StackError
from support.stack.stack import DEFECTIVE_COMMAND, Stack
from support.value.requirements import read_requirements

DEFECTS = catalogue.all_defects()
DOOR = [sys.executable, "-m", "reference_platform.defects"]


def door(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*DOOR, *words], capture_output=True, text=True, timeout=60, check=False)


def defect(target: str, faulty: Callable[..., Any], services: tuple[str, ...] = ("accounts",)) -> Defect:
    return Defect("a_test", ("AU-01",), target, services, "A test.", lambda sound: faulty)


def test_list_tells_all_that_the_proof_needs() -> None:
    listed = json.loads(door("list", "--json").stdout)
    assert [each["name"] for each in listed] == list(DEFECTS)
    assert all({"name", "requirements", "services", "says", "source"} <= set(each) for each in listed)
    assert door("list").stdout.count("\n") == len(listed)


def test_each_defect_has_a_name_of_its_own_and_promises_that_are_registered() -> None:
    assert len(DEFECTS) == sum(len(catalogue._of(module)) for module in catalogue.MODULES)
    registered = read_requirements()
    for each in DEFECTS.values():
        assert set(each.requirements) <= set(registered), each.name
        assert len({registered[row].capability for row in each.requirements}) >= 1, each.name


@pytest.mark.parametrize("name", DEFECTS)
def test_each_defect_fits_its_target(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    holder, attribute = DEFECTS[name].place()
    monkeypatch.setattr(holder, attribute, vars(holder)[attribute])  # put back after the test
    DEFECTS[name].apply()
    assert vars(holder)[attribute] is not None


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("reference_platform.accounts.nowhere:digest", "No module named"),
        ("reference_platform.accounts.sessions:Nothing.start", "has no attribute 'Nothing'"),
        ("reference_platform.accounts.sessions:Sessions.nothing", "no such function or method"),
        ("reference_platform.accounts.passwords:_matches", "something public"),
        ("reference_platform.accounts.sessions", "something public"),
        ("reference_platform.accounts.sessions:SESSION_ENDED", "no such function or method"),
    ],
)
def test_a_target_that_is_gone_is_not_applied(target: str, why: str) -> None:
    with pytest.raises(NotApplied, match=why) as caught:
        defect(target, lambda token: token).apply()
    assert str(caught.value).startswith("not applied: a_test replaces ")
    assert "\n" not in str(caught.value)


def test_another_signature_is_not_applied() -> None:
    async def waits(token: str) -> bytes:
        return b""

    for faulty in (lambda: b"", lambda token, more: b"", lambda token="": b"", waits):
        with pytest.raises(NotApplied, match=r"called as digest\(token\)|the replacement as digest"):
            defect("reference_platform.accounts.sessions:digest", faulty).apply()
    assert sessions.digest("x") != b""


def test_a_defect_tells_the_log_once_when_it_is_first_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(passwords, "hashed", passwords.hashed)

    async def hashed(password: str) -> str:
        return "nothing"

    defect("reference_platform.accounts.passwords:hashed", hashed).apply()
    with caplog.at_level(logging.INFO):
        assert not caplog.messages
        assert [asyncio.run(passwords.hashed("x")) for _ in range(2)] == ["nothing", "nothing"]
    assert caplog.messages == ["defect reached a_test"]


def test_the_source_of_a_defect_changes_with_what_it_uses() -> None:
    sound = DEFECTS["markup_is_escaped"]
    assert sound.source() == sound.source()
    assert sound.source() != replace(sound, requirements=("EV-12",)).source()
    assert sound.source() != replace(sound, replace=DEFECTS["accents_are_taken_apart"].replace).source()


def test_names_and_services_that_are_not_known_are_refused_in_one_line() -> None:
    for words, says in ((["nothing", "chat"], "no defect nothing"), (["answer_is_an_echo", "tea"], "no service tea")):
        done = door("run", *words)
        assert done.returncode == 2
        assert says in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_defect_that_does_not_fit_ends_the_service_with_3_and_one_line() -> None:
    program = (
        "from dataclasses import replace\n"
        "from reference_platform.defects import catalogue, __main__ as door\n"
        "gone = replace(catalogue.named('any_password_opens'), target='reference_platform.gone:x')\n"
        "door.named = lambda name: gone\n"
        "door.main(['run', 'any_password_opens', 'accounts'])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert done.stderr.startswith("not applied: any_password_opens replaces reference_platform.gone:x, but ")
    assert done.stderr.count("\n") == 1


def test_a_service_runs_with_its_defect_and_says_so_when_it_is_reached() -> None:
    import httpx  # noqa: PLC0415 - this test alone speaks to a service

    command = [part.replace("{defect}", "any_password_opens") for part in DEFECTIVE_COMMAND]
    with Stack(platform_command=command, instances={"accounts": "accounts"}) as stack:
        service = stack.services["accounts"]
        with httpx.Client(base_url=service.url, trust_env=False, timeout=20) as client:
            given = {"email": "eve@acme.example", "password": "Str0ng!enough", "name": "Eve"}
            assert client.post("/auth/register", json=given).status_code == 201
            wrong = {"email": "eve@acme.example", "password": "Wrong-1-Guess"}
            assert client.post("/auth/login", json=wrong).status_code == 200
            assert client.post("/auth/login", json=wrong).status_code == 200
        assert service.log.read_text().count("defect reached any_password_opens") == 1


def test_a_defect_that_is_not_known_stops_the_stack_with_the_reason() -> None:
    command = [part.replace("{defect}", "nothing") for part in DEFECTIVE_COMMAND]
    with pytest.raises(StackError, match="no defect nothing"):
        Stack(platform_command=command, instances={"accounts": "accounts"}).start()
