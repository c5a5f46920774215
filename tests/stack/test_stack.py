"""The stack as its users see it: up, down, side by side, broken and healed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

import asyncpg
import pytest
import redis

from support.stack import Stack, StackError, postgres
from support.stack.embedded_limits import EMBEDDED_LIMITS
from support.stack.ground import processes_in

STORES: dict[str, str] = {}
ONE_SERVICE = {"model_provider": "model_provider"}


async def _ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def sql(stack: Stack, query: str) -> object:
    return asyncio.run(_ask(stack.postgres.url, query))


def pings(stack: Stack) -> bool:
    with redis.Redis.from_url(stack.valkey.url, socket_timeout=2) as client:
        return bool(client.ping())


@pytest.mark.promise("TF-08", broken="stores that have ended")
def test_the_stores_are_real_and_nothing_is_left_after_the_end(root: Path) -> None:
    with Stack(instances=STORES, root=root) as stack:
        assert str(sql(stack, "SELECT version()")).startswith("PostgreSQL")
        assert sql(stack, "SELECT count(*) FROM pg_database") == 1
        assert pings(stack)
        assert processes_in(stack.folder)
    assert list((root / "runs").iterdir()) == []
    assert processes_in(root) == []


@pytest.mark.promise("RM-12", broken="a second stack beside the first")
def test_two_stacks_live_side_by_side(root: Path) -> None:
    with Stack(instances=ONE_SERVICE, root=root) as first:
        with Stack(instances=ONE_SERVICE, root=root) as second:
            ports = [controller.port.number for stack in (first, second) for controller in stack.controllers()]
            assert len(set(ports)) == len(ports) == 6
            sql(second, "CREATE TABLE only_here ()")
        assert sql(first, "SELECT to_regclass('only_here')") is None
        first.check_alive()


def test_only_loopback_is_listened_on(root: Path) -> None:
    with Stack(instances=ONE_SERVICE, root=root) as stack:
        ports = {f"{controller.port.number:04X}" for controller in stack.controllers()}
        rows = [row.split() for table in ("tcp", "tcp6") for row in Path("/proc/net", table).read_text().splitlines()]
        listening = [row[1] for row in rows if row[3] == "0A" and row[1].split(":")[1] in ports]
    assert {address.split(":")[0] for address in listening} == {"0100007F"}
    assert len(listening) == 3


@pytest.mark.promise("RM-12", broken="a service that is stopped, killed and frozen")
def test_a_service_is_stopped_killed_frozen_and_healed(root: Path) -> None:
    with Stack(instances=ONE_SERVICE, root=root) as stack:
        model = stack.services["model_provider"]
        url = model.url
        for harm in (model.stop, model.kill, model.freeze):
            harm()
            assert model.state != "running"
            assert not model.died, "what the suite did is no death"
            stack.heal()
            assert model.answers() is None
            assert model.url == url
        model.restart()
        assert model.answers() is None
        assert model.times_started == 4


@pytest.mark.promise("RM-12", broken="a service that is killed by nobody of the suite")
def test_a_service_that_dies_by_itself_is_noticed(root: Path) -> None:
    with Stack(instances=ONE_SERVICE, root=root) as stack:
        model = stack.services["model_provider"]
        assert model._process is not None
        model._process.send_signal(signal.SIGKILL)
        model._process.wait()
        assert stack.died() == [model]
        with pytest.raises(StackError, match=r"model_provider should be running .* but it was ended by signal 9"):
            stack.check_alive()


@pytest.mark.promise("RM-12", broken="a database that is stopped, killed and frozen")
def test_postgres_keeps_its_data_over_stop_kill_and_freeze(root: Path) -> None:
    with Stack(instances=STORES, root=root) as stack:
        sql(stack, "CREATE TABLE kept AS SELECT 1 AS n")
        for harm in (stack.postgres.stop, stack.postgres.kill, stack.postgres.freeze):
            harm()
            stack.heal()
            sql(stack, "UPDATE kept SET n = n + 1")
        assert sql(stack, "SELECT n FROM kept") == 4


def test_valkey_is_restarted_on_the_same_address(root: Path) -> None:
    with Stack(instances=STORES, root=root) as stack:
        stack.valkey.kill()
        with pytest.raises(redis.ConnectionError):
            pings(stack)
        stack.heal()
        assert pings(stack)


def test_the_services_are_told_where_everything_is_and_may_be_told_more(root: Path) -> None:
    command = [sys.executable, "-c", "import os, sys; sys.exit(repr(sorted(os.environ.items())))"]
    with pytest.raises(StackError) as caught:
        Stack(
            instances={"a-1": "accounts", "model_provider": "model_provider"},
            platform_command=command,
            environment={"EXTRA": "told"},
            root=root,
        ).start()
    told = dict(eval(caught.value.log_tail))
    assert told["HOST"] == "127.0.0.1"
    assert told["EXTRA"] == "told"
    assert told["DATABASE_URL"].startswith("postgresql://")
    assert told["REDIS_URL"].startswith("redis://")
    assert told["OPENAI_BASE_URL"].endswith("/v1")
    assert told["ACCOUNTS_URL"].startswith("http://127.0.0.1:")


def test_the_platform_s_way_to_its_stores_may_lead_elsewhere(root: Path) -> None:
    asked: dict[str, int] = {}

    def detours(name: str, port: int) -> int:
        asked[name] = port
        return {"postgres": 1, "valkey": 2}[name]

    command = [sys.executable, "-c", "import os, sys; sys.exit(os.environ['DATABASE_URL'] + os.environ['REDIS_URL'])"]
    stack = Stack(instances={"a-1": "accounts"}, platform_command=command, root=root, detours=detours)
    with pytest.raises(StackError) as caught:
        stack.start()
    assert "@127.0.0.1:1/apex" in caught.value.log_tail
    assert "@127.0.0.1:2/0" in caught.value.log_tail
    with Stack(instances=STORES, root=root, detours=asked.setdefault) as direct:
        assert direct.postgres.url == direct.addresses().database_url
        assert sql(direct, "SELECT 1") == 1


def test_a_slice_of_the_logs_is_what_came_since(root: Path) -> None:
    with Stack(instances=STORES, root=root) as stack:
        mark = stack.log_mark()
        assert mark["postgres"] > 0
        assert stack.log_since(mark) == {}
        stack.valkey.restart()
        said = stack.log_since(mark)
        assert set(said) == {"valkey"}
        assert "Ready to accept connections" in said["valkey"]
        last = stack.log_since(mark, most=80)["valkey"]
        assert len(last) < 80
        assert said["valkey"].endswith(last)
        assert said["valkey"][-len(last) - 1] == "\n"


def test_the_profile_states_the_limits_that_the_platform_was_told(root: Path) -> None:
    with Stack(instances=STORES, root=root, environment={"DEAD_AFTER_SECONDS": "7"}) as stack:
        limits = stack.addresses().limits
    assert limits["dead_after"] == 7
    assert limits["heartbeat"] == float(EMBEDDED_LIMITS["SOCKET_HEARTBEAT_SECONDS"])
    assert all(float(value) >= 0.25 for value in EMBEDDED_LIMITS.values())


def test_only_the_main_thread_may_start_a_stack(root: Path) -> None:
    seen: list[BaseException] = []

    def start() -> None:
        try:
            Stack(instances=STORES, root=root).start()
        except StackError as error:
            seen.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert [str(error) for error in seen] == ["the stack must be started from the main thread"]
    assert not (root / "runs").exists()


def test_a_stack_that_was_not_started_says_so() -> None:
    with pytest.raises(StackError, match=r"call start\(\) first"):
        Stack().addresses()
    Stack().stop()


@pytest.mark.skipif(os.getuid() != 0, reason="an ordinary user runs PostgreSQL where it is installed")
def test_root_stages_postgresql_where_its_uid_cannot_reach_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_reachable_by_others", lambda folder: False)
    with Stack(instances=STORES, root=root) as stack:
        assert stack.postgres.command()[0].startswith(str(root / "cache" / "postgres-"))
        assert sql(stack, "SELECT 1") == 1
