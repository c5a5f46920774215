"""What is kept of runs and who finds it: states, limits of one organisation, filters, operators, alerts."""

from __future__ import annotations

import asyncio

from support.stack.addresses import Addresses
from tests.platform.chat_clients import Customer, calls
from tests.platform.test_chat_runs import fault


def test_every_state_is_kept_whoever_changes_it(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada = await Customer.registered(chat, http)
            async with ada.tab() as tab:
                await tab.ask("What do we spend?")
                [end] = await tab.ends()
                run = await ada.get(f"/api/runs/{end['run_id']}")
                names = [state["name"] for state in run["states"]]
                assert names == ["pending", "starting", "running", "completing", "completed"]
                moments = [state["at"] for state in run["states"]]
                assert moments == sorted(moments)
                assert run["user_id"] == ada.id
                for query, expected in (
                    ("agent=reporting", 1), ("agent=supervisor", 1), ("agent=actions", 0), ("status=completed", 1),
                    ("status=failed", 0), (f"thread={end['thread_id']}&status=completed&agent=triage", 1),
                ):  # fmt: skip
                    assert len((await ada.get(f"/api/runs?{query}"))["items"]) == expected, query
                assert (await ada.call("GET", "/api/runs?status=lost")).status_code == 422
                assert (await ada.call("GET", "/ops/runs")).status_code == 403

    asyncio.run(scenario())


def test_a_company_has_a_share_of_its_plans_time_and_operators_are_alerted(chat: Addresses) -> None:
    async def scenario() -> None:
        async with calls() as http:
            ada, cleo = [await Customer.registered(chat, http) for _ in range(2)]
            headers = (await Customer.operator(chat, http)).headers
            url = f"{chat.accounts_url}/organisations/{ada.organisation_id}/limits"
            assert (await http.put(url, json={"run_share": 0.01}, headers=headers)).is_success
            await fault(chat, ada, "hang")
            async with ada.tab() as tab, cleo.tab() as other:
                await tab.ask("How slow?")
                [end] = await tab.ends()
                assert end["payload"]["code"] == "run_timeout"
                await other.ask("What of this?")
                await other.ends()
            base = chat.chat_urls[0]
            alerts = (await http.get(f"{base}/ops/alerts?limit=100", headers=headers)).json()["items"]
            [alert] = [each for each in alerts if each["run_id"] == end["run_id"]]
            assert (alert["kind"], alert["user_id"], alert["thread_id"]) == ("run_timeout", ada.id, end["thread_id"])
            assert not any(each["user_id"] == cleo.id for each in alerts)
            for query in (f"user={ada.id}", f"thread={end['thread_id']}", f"organisation={ada.organisation_id}"):
                [found] = (await http.get(f"{base}/ops/runs?{query}", headers=headers)).json()["items"]
                assert (found["id"], found["status"]) == (end["run_id"], "timeout")
                assert not {"result", "error", "options"} & found.keys()

    asyncio.run(scenario())
