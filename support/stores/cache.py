"""What Redis holds for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def _subscribers(url: str, channel: str) -> int:
    import redis  # noqa: PLC0415 - it takes 80 ms, and few scenarios read Redis

    with redis.Redis.from_url(url, socket_timeout=PATIENCE, decode_responses=True) as client:
        return int(client.pubsub_numsub(channel)[0][1])
