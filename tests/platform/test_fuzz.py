"""Whatever a signed-in customer sends, by HTTP or on the socket: no 5xx, no hang, no stack trace. Bounded in time."""

import contextlib
import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from reference_platform.chat.bodies import FRAMES
from support.stack.addresses import Addresses
from tests.platform.accounts_clients import a_person

SECONDS = 12
"""For each of the three: with the stack's start they stay under 40 s."""
HANG = 5.0
"""Seconds: an answer that takes longer is none."""
TRACES = ("Traceback", 'File "', "asyncpg.", "site-packages")
ENDS = ("/auth/logout", "/auth/sessions", "/auth/me", "/organisations/{organisation_id}", "/auth/password")
"""What would take the customer's own sign-in away."""
BOUNDED = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip

words = st.text(max_size=40)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words | st.uuids().map(str)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=8
)
names = st.sampled_from(["content", "client_message_id", "thread_id", "run_id", "after_seq", "agent", "options", "run"])
frames = st.one_of(
    st.builds(lambda kind, fields: json.dumps({"type": kind, **fields}),
              st.sampled_from([*FRAMES, "unknown"]), st.dictionaries(names, values, max_size=5)),
    values.map(json.dumps),
    st.text(max_size=200),
    st.binary(max_size=200),
)  # fmt: skip


@pytest.fixture(scope="module")
def token(chat: Addresses) -> str:
    """The sign-in of a customer."""
    reply = httpx.post(f"{chat.accounts_url}/auth/register", json=a_person("Fuzz"), trust_env=False)
    return str(reply.json()["access_token"])


def fault_of(status: int, text: str, seconds: float) -> str | None:
    """What is wrong with an answer; None where nothing is."""
    if status >= 500:
        return f"status {status}"
    if seconds > HANG:
        return f"{seconds:.1f} s"
    return next((trace for trace in TRACES if trace in text), None)


@pytest.mark.parametrize(
    ("status", "text", "seconds"), [(500, "", 0.0), (200, "Traceback (most recent", 0.0), (404, "", 6.0)]
)
def test_a_fault_is_seen(status: int, text: str, seconds: float) -> None:
    assert fault_of(status, text, seconds)
    assert fault_of(422, '{"error": {}}', 0.1) is None


@pytest.mark.parametrize("service", ["accounts", "chat"])
def test_no_call_of_a_customer_breaks_a_service(chat: Addresses, token: str, service: str) -> None:
    base = chat.accounts_url if service == "accounts" else chat.chat_urls[0]
    schema = schemathesis.openapi.from_url(f"{base}/openapi.json")
    operations = [each.ok() for each in schema.get_all_operations()]
    until, session, tried = time.monotonic() + SECONDS, requests.Session(), set()
    session.trust_env = False
    faults: list[str] = []
    for operation in operations:
        if operation.path in ENDS and operation.method.upper() != "GET":
            continue

        @given(case=operation.as_strategy())
        @settings(BOUNDED, max_examples=6)
        def calls(case: Any) -> None:
            if time.monotonic() > until:
                return
            began = time.monotonic()
            headers = {"authorization": f"Bearer {token}"}
            reply = case.call(base_url=base, session=session, headers=headers, timeout=2 * HANG)
            tried.add((case.method, case.operation.path))
            if wrong := fault_of(reply.status_code, reply.text, time.monotonic() - began):
                faults.append(f"{case.method} {case.operation.path}: {wrong}; {case.as_curl_command()[:400]}")

        calls()
    assert not faults, "\n".join(faults[:10])
    assert len(tried) >= 8, f"only {len(tried)} operations were tried within {SECONDS} s"


@pytest.fixture
def sockets(chat: Addresses, token: str) -> Iterator[SimpleNamespace]:
    """The customer's socket, opened anew where the last frame closed it."""
    with contextlib.ExitStack() as opened:
        held = SimpleNamespace(it=None)

        def current() -> ClientConnection:
            if held.it is None:
                address = chat.chat_urls[1].replace("http", "ws", 1) + "/ws"
                headers = {"authorization": f"Bearer {token}"}
                held.it = opened.enter_context(connect(address, additional_headers=headers, proxy=None))
            connection: ClientConnection = held.it
            return connection

        held.current = current
        yield held


def test_no_frame_of_a_customer_breaks_the_socket(sockets: SimpleNamespace) -> None:
    until, faults, sent = time.monotonic() + SECONDS, list[str](), list[Any]()

    @given(data=frames)
    @settings(BOUNDED, max_examples=120)
    def sends(data: str | bytes) -> None:
        if time.monotonic() > until:
            return
        connection = sockets.current()
        sent.append(data)
        try:
            connection.send(data)
            connection.send(json.dumps({"type": "ping"}))
            while (told := json.loads(connection.recv(timeout=HANG)))["type"] != "pong":
                said = json.dumps(told)
                if told["payload"].get("code") == "internal" or any(trace in said for trace in TRACES):
                    faults.append(f"{data!r}: {said[:300]}")
        except TimeoutError:
            faults.append(f"{data!r}: no pong within {HANG} s")
        except ConnectionClosed as closed:
            sockets.it = None
            faults.append(f"{data!r}: closed with {closed}")

    sends()
    assert not faults, "\n".join(faults[:10])
    assert len(sent) >= 20, f"only {len(sent)} frames were sent within {SECONDS} s"
