"""Recording, replay and tampering on a deployment that forbids everything, with accounts that it has already."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.proof.conftest import PROJECT

PASSWORD = "Quiet-River-27!"
CONNECTION = "features/golden_path/connection.feature:11"
SIGN_IN = "features/accounts/sign_in.feature:11"


@pytest.fixture(scope="module")
def recorded(profile: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of one run against the deployment, whose profile allows nothing and opens no store."""
    folder = tmp_path_factory.mktemp("restricted")
    email = f"eli-{os.getpid()}@early.example"
    account = {"email": email, "password": PASSWORD, "name": "Eli"}
    assert httpx.post(f"{profile['accounts_url']}/auth/register", json=account).status_code == 201
    known = ("accounts_url", "chat_urls", "dialect", "limits", "allowed_origin")
    restricted = {name: profile[name] for name in known if name in profile} | {
        "name": "elsewhere",
        "patience": 3,
        "may": {},
        "cast": {"mode": "pool", "people": {"Eli": {"email": email, "password": PASSWORD}}},
    }
    target = folder / "target.json"
    target.write_text(json.dumps(restricted), encoding="utf-8")
    reports = folder / "reports"
    command = [str(Path(sys.executable).with_name("behave")), "-D", f"target={target}", "-D", f"reports={reports}"]
    subprocess.run([*command, CONNECTION, SIGN_IN], cwd=PROJECT, check=False, capture_output=True, timeout=90)
    document = json.loads((reports / "run.json").read_text(encoding="utf-8"))
    assert {each["status"] for each in document["scenarios"]} == {"passed"}, document["scenarios"]
    return reports


def goldenpath(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("goldenpath")), *arguments]
    return subprocess.run(command, cwd=PROJECT, check=False, capture_output=True, text=True, timeout=90)


@pytest.mark.parametrize("place", [CONNECTION, SIGN_IN])
def test_what_was_recorded_there_replays_with_no_service(recorded: Path, place: str) -> None:
    [transcript] = [path for path in transcripts(recorded) if place.partition(":")[0] in place_of(recorded, path.stem)]
    ran = goldenpath("replay", place, "--transcript", str(transcript))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.splitlines()[-1].startswith("passed, replayed in ")


@pytest.mark.parametrize("place", [CONNECTION, SIGN_IN])
def test_tampering_with_it_finds_what_its_thens_check(recorded: Path, tmp_path: Path, place: str) -> None:
    file = tmp_path / "tampered.json"
    told = goldenpath(
        "proof", "--tamper", "--scenario", place, "--transcripts", str(recorded / "transcripts"), "--json", str(file)
    )
    document = json.loads(file.read_text(encoding="utf-8"))
    assert (told.returncode, document["tampering"]["survived"], document["decoration"]) == (0, [], []), told.stdout
    [scenario] = document["tampering"]["scenarios"]
    assert scenario["tried"] >= 25
    assert scenario["killed"] > 0


def transcripts(reports: Path) -> list[Path]:
    return sorted((reports / "transcripts").glob("*.jsonl"))


def place_of(reports: Path, identity: str) -> str:
    scenarios = json.loads((reports / "run.json").read_text(encoding="utf-8"))["scenarios"]
    return next(f"{each['file']}:{each['line']}" for each in scenarios if each["id"] == identity)
