"""The rows and keys that speak of one scenario, as they stand: for evidence, never for a verdict."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from support.targets.dialect import Dialect, Query
from support.wire.carrier import Carrier

if TYPE_CHECKING:
    import redis

    from support.actors.actor import Actor
    from support.world import World

PATIENCE = 2.0
"""Seconds for any one reading: a store that is down must not hold up the run."""
_MOST_IDS = 6
_MOST_ROWS = 60
_MOST_KEYS = 40

Row = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Traces:
    """What a scenario left its mark with: its people's addresses, and ids as the platform told them."""

    emails: Sequence[str]
    users: Sequence[str]
    organisations: Sequence[str]
    threads: Sequence[str]
    runs: Sequence[str]


@dataclasses.dataclass(frozen=True)
class Held:
    """One part of it: a title, its rows as they are, and what stood in the way of reading them, if anything did."""

    title: str
    rows: Sequence[Row] = ()
    trouble: str = ""


def _traces_of(actors: Iterable[Actor]) -> Traces:
    """The traces of these people, as far as they know them."""
    present = list(actors)
    present = [actor for actor in present if actor.opened_tabs] or present
    accounts = [actor.account for actor in present if actor.has_account]
    tabs = [tab for actor in present for tab in actor.opened_tabs]
    frames = [frame for tab in tabs for frame in tab.frames()]
    return Traces(
        emails=[actor.email for actor in present],
        users=[account.id for account in accounts],
        organisations=[account.organisation.id for account in accounts if account.organisation],
        threads=list(dict.fromkeys(frame.thread_id for frame in frames if frame.thread_id)),
        runs=list(dict.fromkeys(frame.run_id for frame in frames if frame.run_id)),
    )


def concerned(world: World) -> list[Held]:
    """All of it, table by table, then the keys of Redis; nothing in a replay. Never raises."""
    site = world.site
    if site is None:
        return []
    traces = _traces_of(world.cast.present())
    held = []
    if site.target.database_url is not None:
        held += _until_trouble("PostgreSQL", _rows(site.target.speaks(), site.carrier, traces))
    if site.target.redis_url is not None:
        held += _until_trouble("Redis", _keys(site.target.redis_url, traces))
    return held


def _until_trouble(where: str, parts: Iterator[Held]) -> list[Held]:
    held: list[Held] = []
    try:
        held.extend(parts)
    except Exception as error:  # a broken store is the reader's finding, not the run's end
        held.append(Held(where, trouble=f"cannot be read: {type(error).__name__} {error}".strip()))
    return held


def _rows(dialect: Dialect, carrier: Carrier, traces: Traces) -> Iterator[Held]:
    questions: list[tuple[Query[Any], Iterable[str], str]] = [
        (dialect.kept_account, traces.emails, "address"),
        (dialect.kept_thread, traces.threads, "conversation"),
        (dialect.kept_messages, traces.threads, "conversation"),
        (dialect.kept_run, traces.runs, "run"),
        (dialect.kept_steps, traces.runs, "run"),
        (dialect.kept_events, traces.users, "user"),
    ]
    for query, identities, of in questions:
        for identity in list(dict.fromkeys(identities))[:_MOST_IDS]:
            rows = carrier.thread.run(carrier.rows(query.sql, [identity]), timeout=PATIENCE)
            left_out = f", the last {_MOST_ROWS} of {len(rows)}" if len(rows) > _MOST_ROWS else ""
            yield Held(f"{query.name}, {of} {identity}{left_out}", rows[-_MOST_ROWS:])


def _keys(url: str, traces: Traces) -> Iterator[Held]:
    import redis  # noqa: PLC0415 - it takes 80 ms, and a run where all is well needs it not

    wanted = {*traces.users, *traces.organisations, *traces.threads, *traces.runs}
    client = redis.Redis.from_url(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, decode_responses=True, encoding_errors="replace"
    )
    with client:
        found = sorted(key for key in client.scan_iter(count=1000) if any(identity in key for identity in wanted))
        rows = [_key(client, key) for key in found[:_MOST_KEYS]]
    left_out = f", the first {_MOST_KEYS} of {len(found)}" if len(found) > _MOST_KEYS else ""
    yield Held(f"keys of Redis that name one of these ids{left_out}", rows)


def _key(client: redis.Redis, key: str) -> Row:
    readings: dict[str, Callable[[], Any]] = {
        "string": lambda: client.get(key),
        "hash": lambda: client.hgetall(key),
        "set": lambda: sorted(map(str, client.smembers(key))),
        "list": lambda: client.lrange(key, 0, 9),
        "zset": lambda: client.zrange(key, 0, 9, withscores=True),
    }
    kind = str(client.type(key))
    value = readings.get(kind, lambda: "not shown")()
    return {"key": key, "kind": kind, "seconds left": client.ttl(key), "value": value}
