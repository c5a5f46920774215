"""The life of the process: starts, refusals to start, outages, ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.platform.accounts_clients import Accounts, a_person, bearer, code

COMMAND = [sys.executable, "-m", "reference_platform.accounts"]


@pytest.fixture
def environment(accounts: Accounts) -> dict[str, str]:
    """What an accounts process is told; it takes any free port."""
    return {
        "PATH": os.environ["PATH"],
        "PORT": "0",
        "DATABASE_URL": accounts.addresses.database_url,
        "REDIS_URL": accounts.addresses.redis_url,
        "OPERATOR_EMAIL": accounts.addresses.operator.email,
        "OPERATOR_PASSWORD": accounts.addresses.operator.password,
    }


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def refusal(environment: dict[str, str]) -> str:
    """The one line with which the process refuses to start, with exit code 2."""
    ended = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2, ended
    [line] = ended.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"PORT": ""}, "setting PORT: it is not set"),
        ({"PORT": "many"}, "setting PORT: "),
        ({"DATABASE_URL": ""}, "setting DATABASE_URL: it is not set"),
        (
            {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"},
            "DATABASE_URL leads to no usable PostgreSQL",
        ),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL leads to no usable PostgreSQL"),
        ({"REDIS_URL": "nonsense"}, "REDIS_URL is no Redis address"),
        ({"ENVIRONMENT": "moon"}, "setting ENVIRONMENT: "),
        ({"LOCKOUT_SECONDS": "0.1"}, "setting LOCKOUT_SECONDS: "),
    ],
)
def test_what_prevents_a_start_is_one_line(
    environment: dict[str, str], change: dict[str, str], says: str
) -> None:
    line = refusal(environment | change)
    assert says in line
    assert environment["OPERATOR_PASSWORD"] not in line


def test_a_wrong_database_password_is_one_line_without_it(environment: dict[str, str]) -> None:
    head, _, tail = environment["DATABASE_URL"].partition("@")
    line = refusal(environment | {"DATABASE_URL": f"{head.rpartition(':')[0]}:wr0ngsecret@{tail}"})
    assert "DATABASE_URL leads to no usable PostgreSQL" in line
    assert "wr0ngsecret" not in line


def test_a_taken_port_is_one_line(environment: dict[str, str], taken_port: int) -> None:
    assert f"cannot listen on 127.0.0.1:{taken_port}" in refusal(environment | {"PORT": str(taken_port)})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("started", [True, False])
def test_a_signal_ends_the_process_in_order(
    environment: dict[str, str], number: signal.Signals, started: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    process = subprocess.Popen(COMMAND, env=environment | {"PORT": str(port)}, stdout=subprocess.DEVNULL)
    try:
        # It listens before it is open, and answers once it is.
        deadline = time.monotonic() + 20
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout=20)
                break
            except ConnectionRefusedError:
                assert time.monotonic() < deadline
        with connection:
            if started:
                connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                assert b"200 OK" in connection.recv(4096)
            process.send_signal(number)
            assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()


def test_without_postgresql_the_service_refuses_honestly_and_recovers_by_itself(accounts: Accounts) -> None:
    person = accounts.registers()
    accounts.stack.postgres.kill()
    try:
        new = a_person()
        refusals = [
            accounts.one.get("/auth/me", headers=bearer(person)),
            accounts.one.post("/auth/register", json=new),
            accounts.one.post("/auth/login", json={"email": new["email"], "password": new["password"]}),
        ]
        assert [code(reply) for reply in refusals] == [(503, "unavailable")] * 3
        ready = accounts.one.get("/health/ready")
        assert ready.status_code == 503
        assert not ready.json()["dependencies"]["postgresql"]["ok"]
        assert accounts.one.get("/health/live").status_code == 200
    finally:
        accounts.stack.postgres.heal()
    assert accounts.one.post("/auth/register", json=new).status_code == 201
    assert accounts.one.get("/auth/me", headers=bearer(person)).status_code == 200


def test_every_log_line_is_an_object_without_secrets(accounts: Accounts) -> None:
    person = accounts.registers()
    wished = {"x-correlation-id": "traced-7"} | bearer(person)
    reply = accounts.one.get("/auth/me", headers=wished)
    assert reply.headers["x-correlation-id"] == "traced-7"
    made = accounts.one.get("/auth/me", headers={"x-correlation-id": "two\twords"})
    assert made.headers["x-correlation-id"] != "two\twords"
    text = accounts.stack.services["accounts-1"].log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert any(line["correlation_id"] == "traced-7" and line["route"] == "/auth/me" for line in lines)
    for secret in (person["access_token"], person["refresh_token"], person["user"]["email"]):
        assert secret not in text
