"""Usage records over the wire: all or nothing, counted back, by those who may."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from reference_platform.accounts.bearer import Bearer, PublishedKeys
from reference_platform.agents import usage
from reference_platform.operation import errors
from reference_platform.storage.database import Database
from support.stack.addresses import Addresses
from tests.platform.accounts_clients import a_person, bearer

RECORD: dict[str, Any] = {
    "time": "2026-03-01T10:00:00+01:00",
    "provider": "openai",
    "model": "gpt-4o",
    "feature": "Übersetzung 翻译 🚀",
    "segment": 'retail "A/B"',
    "prompt_tokens": 1200,
    "completion_tokens": 300,
    "latency_ms": 812.5,
    "cost_usd": 0.123456789,
    "cached": False,
    "error": None,
}
HEADER = ",".join(RECORD)


@dataclass
class Desk:
    """Ada's way to send records, and what is kept of them."""

    agents: Addresses
    who: dict[str, Any]

    def send(self, content: str | bytes, kind: str = "application/json") -> httpx.Response:
        """Send a body."""
        return asyncio.run(self._send(content, kind))[0]

    def kept(self) -> list[dict[str, Any]]:
        """All records of Ada's organisation."""
        return asyncio.run(self._send(None, ""))[1]

    async def _send(
        self, content: str | bytes | None, kind: str
    ) -> tuple[httpx.Response, list[dict[str, Any]]]:
        async with Database.opened(self.agents.database_url, "tests") as database:
            app = FastAPI()
            errors.install(app)
            app.add_api_route("/api/usage", usage.import_usage, methods=["POST"], status_code=201)
            keys = PublishedKeys(f"{self.agents.accounts_url}/.well-known/jwks.json")
            app.state.database = database
            app.state.bearer = Bearer(keys, database, "apex-accounts", "apex-platform")
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://chat") as client:
                headers = bearer(self.who) | {"content-type": kind}
                reply = await client.post("/api/usage", content=content or b"", headers=headers)
            organisation = self.who["user"]["organisation"]["id"]
            query = "SELECT * FROM analytics.usage_records WHERE organisation_id = $1"
            return reply, [dict(row) for row in await database.fetch(query, organisation)]


@contextmanager
def at_accounts(agents: Addresses) -> Iterator[httpx.Client]:
    assert agents.accounts_url
    with httpx.Client(base_url=agents.accounts_url, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def desk(agents: Addresses) -> Desk:
    """A new customer."""
    with at_accounts(agents) as client:
        return Desk(agents, client.post("/auth/register", json=a_person()).json())


def test_json_and_csv_are_kept_exactly_and_counted_back(desk: Desk) -> None:
    reply = desk.send(json.dumps({"records": [RECORD, {"time": "2026-03-01T10:00:00Z", "provider": "x"}]}))
    assert (reply.status_code, reply.json()["imported"]) == (201, 2)
    row = ",".join(
        '"' + str(value).replace('"', '""') + '"' for value in (RECORD | {"cached": True}).values()
    )
    body = f"{HEADER}\r\n{row.replace('None', '')}\r\n"
    assert desk.send(body, "text/csv; charset=utf-8").json()["imported"] == 1
    whole, bare, from_csv = sorted(desk.kept(), key=lambda r: (r["cached"], r["model"] is None))
    assert whole["cost_usd"] == from_csv["cost_usd"] == Decimal("0.123456789")
    for kept in (whole, from_csv):
        assert kept["at"].isoformat() == "2026-03-01T09:00:00+00:00"
        assert [kept[k] for k in ("feature", "segment")] == [RECORD["feature"], RECORD["segment"]]
        assert (kept["prompt_tokens"], kept["latency_ms"], kept["error"]) == (1200, 812.5, None)
    assert from_csv["cached"] is True
    assert (bare["model"], bare["cost_usd"], bare["cached"]) == (None, None, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time", "yesterday"),
        ("time", None),
        ("provider", " "),
        ("prompt_tokens", -1),
        ("prompt_tokens", 1.5),
        ("cost_usd", "many"),
        ("cost_usd", -0.01),
        ("cost_usd", "0.0000000001"),
        ("cost_usd", "12345678901"),
        ("latency_ms", "NaN"),
        ("cached", "perhaps"),
        ("model", "a\x00b"),
        ("model", "m" * 501),
        ("colour", "red"),
    ],
)
def test_one_bad_value_keeps_all_out_and_is_named(desk: Desk, field: str, value: Any) -> None:
    reply = desk.send(json.dumps({"records": [RECORD, RECORD, {**RECORD, field: value}]}))
    assert reply.status_code == 422
    assert f"Row 3, field {field}: " in reply.json()["error"]["message"]
    assert desk.kept() == []


@pytest.mark.parametrize(
    ("body", "kind", "status", "said"),
    [
        ("{", "application/json", 422, "cannot be read"),
        ("[]", "application/json", 422, "cannot be read"),
        (
            '{"records": [{"time": "2026-03-01T10:00:00Z", "provider": "\\ud800"}]}',
            "application/json",
            422,
            "cannot be",
        ),
        (f"{HEADER}\r\nonly,two\r\n", "text/csv", 422, "Row 1"),
        (f'{HEADER}\r\n"open', "text/csv", 422, "CSV"),
        ("time,provider\r\n2026-03-01T10:00:00Z,openai\r\n,openai\r\n", "text/csv", 422, "Row 2, field time"),
        (b"time,provider\r\n2026-03-01T10:00:00Z,\xff\r\n", "text/csv", 422, "UTF-8"),
        ("<x/>", "text/xml", 415, "JSON or CSV"),
    ],
)
def test_what_cannot_be_read_is_refused(
    desk: Desk, body: str | bytes, kind: str, status: int, said: str
) -> None:
    reply = desk.send(body, kind)
    assert reply.status_code == status
    assert said in reply.json()["error"]["message"]
    assert desk.kept() == []


def test_a_viewer_may_not_import_and_nobody_unknown_may(desk: Desk) -> None:
    organisation = desk.who["user"]["organisation"]["id"]
    with at_accounts(desk.agents) as client:
        person = a_person("Vera")
        invited = client.post(
            f"/organisations/{organisation}/invitations",
            json={"email": person["email"], "role": "viewer"},
            headers=bearer(desk.who),
        ).json()
        accept = {"password": person["password"], "name": "Vera"}
        vera = client.post(f"/invitations/{invited['token']}/accept", json=accept).json()
    body = json.dumps({"records": [RECORD]})
    assert Desk(desk.agents, vera).send(body).status_code == 403
    assert Desk(desk.agents, {**desk.who, "access_token": "x.y.z"}).send(body).status_code == 401
    assert desk.kept() == []
    assert desk.send(body).status_code == 201


def test_twenty_thousand_rows(desk: Desk) -> None:
    row = "2026-03-01T10:00:00Z,openai,gpt-4o,search,retail,1200,300,812.5,0.0123,false,"
    reply = desk.send("\n".join([HEADER, *[row] * 20_000]), "text/csv")
    assert reply.json()["imported"] == len(desk.kept()) == 20_000
    assert reply.elapsed.total_seconds() < 5
