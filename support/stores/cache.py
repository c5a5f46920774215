"""What Redis holds for a while."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from support.actors import asking
from support.runs.outcomes import NotOffered

if TYPE_CHECKING:
    from support.world import World

PATIENCE = 5.0
"""Seconds for one reading."""


def listeners(world: World, user_id: str) -> int | None:
    """How many chat processes listen for the user's events; None where the target does not let the suite read Redis."""
    if "stores" not in world.target.declares:
        return None
    channel = world.target.speaks().listening(user_id)

    def read() -> int | None:
        url = world.target.redis_url
        return None if url is None else _subscribers(url, channel)

    found: int | None = world.wire.ask("redis", f"who listens for {user_id}", read)
    return found


def holds_nothing_of_run(world: World, person: str) -> None:
    """No key names the person's latest run."""
    if "stores" not in world.target.declares:
        raise NotOffered(f"{world.target.name} does not let the suite read what it keeps (stores)")
    run_id = asking.latest(world, person).run_id
    assert run_id, f"{person}'s run was told without an id"
    found = world.wire.ask("redis", f"what is left of run {run_id}", lambda: _keys(str(world.target.redis_url), run_id))
    assert not found, f"of the run that has ended the cache still holds {found}"


def _keys(url: str, name: str) -> list[str]:
    import redis  # noqa: PLC0415 - it takes 80 ms, and few scenarios read Redis

    with redis.Redis.from_url(url, socket_timeout=PATIENCE, decode_responses=True) as client:
        return sorted(client.scan_iter(match=f"*{name}*", count=1000))


def _subscribers(url: str, channel: str) -> int:
    import redis  # noqa: PLC0415 - it takes 80 ms, and few scenarios read Redis

    with redis.Redis.from_url(url, socket_timeout=PATIENCE, decode_responses=True) as client:
        return int(client.pubsub_numsub(channel)[0][1])


def words(world: World, mark: str) -> list[tuple[str, str]]:
    """Every word that begins with the mark, in the name or the value of any key: the key and the word. Empty where the
    target does not let the suite read Redis."""
    if "stores" not in world.target.declares:
        return []

    def read() -> list[list[str]]:
        url = world.target.redis_url
        return [] if url is None else _words(url, mark)

    found: list[list[str]] = world.wire.ask("redis", "which keys hold canaries", read)
    return [(key, word) for key, word in found]


def _words(url: str, mark: str) -> list[list[str]]:
    import redis  # noqa: PLC0415 - it takes 80 ms, and few scenarios read Redis

    with redis.Redis.from_url(
        url, socket_timeout=PATIENCE, decode_responses=True, encoding_errors="replace"
    ) as client:
        found: set[tuple[str, str]] = set()
        for key in client.scan_iter(count=1000):
            kind = str(client.type(key))
            readings: dict[str, Callable[[], Any]] = {
                "string": partial(client.get, key),
                "hash": partial(client.hgetall, key),
                "set": partial(client.smembers, key),
                "list": partial(client.lrange, key, 0, -1),
                "zset": partial(client.zrange, key, 0, -1),
                "stream": partial(client.xrange, key),
            }
            text = f"{key} {readings[kind]()}" if kind in readings else str(key)
            found |= {(key, word) for word in re.findall(rf"{mark}[0-9a-f]+", text)}
    return [list(each) for each in sorted(found)]
