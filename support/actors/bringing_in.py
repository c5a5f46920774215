"""How customers bring in their use of AI: as records or as a table, and with a record in it that is none."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from support.actors import records
from support.targets.spend import UsageRecord

if TYPE_CHECKING:
    from support.world import World

FLAWS: Mapping[str, Callable[[UsageRecord], UsageRecord]] = {
    "a negative count of tokens": lambda record: dataclasses.replace(record, prompt_tokens=-1),
    "a negative cost": lambda record: dataclasses.replace(record, cost_usd=Decimal(-1)),
    "no provider": lambda record: dataclasses.replace(record, provider=""),
}
"""What makes a record of use none."""


def brings_in_a_table(world: World, person: str, use: str) -> None:
    """The person brings in that use as a file of comma-separated values, one row a record, under the names that the
    records have in JSON; it is remembered, as is the reply."""
    actor, stage = world.cast.signed_in(person), world.cast.stage
    world.facts.records[person] = records.of_use(use, world.now(), world.facts.prices, f"{world.scenario_id}:{person}")
    call = stage.dialect.import_usage(world.facts.records[person])
    [rows] = call.body.values()
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    request = stage.request(call, actor.tokens.access)
    headers = [(name, value) for name, value in request.headers if name != "content-type"]
    request = dataclasses.replace(
        request, body=table.getvalue(), headers=(*headers, ("content-type", "text/csv; charset=utf-8"))
    )
    [answer] = stage.wire.together([(person, request)])
    world.facts.heard(person, stage.judged(person, call, answer))


def all_came_in(world: World, person: str) -> None:
    """The person was told of as many records as were brought in, and as many are kept."""
    brought = len(world.facts.records[person])
    told, kept = world.facts.reply(person).value, len(world.kept.usage(world.cast[person].company_id))
    assert (told, kept) == (brought, brought), f"{brought} records were brought in; told were {told}, kept are {kept}"


def brings_in_flawed(world: World, person: str, use: str, flaw: str) -> None:
    """The person brings in that use, one record of which is none (:data:`FLAWS`); the reply is remembered."""
    made = records.of_use(use, world.now(), world.facts.prices, f"{world.scenario_id}:{person}:{flaw}")
    world.facts.heard(person, world.cast[person].imports([*made[:-1], FLAWS[flaw](made[-1])]))


def nothing_came_in(world: World, person: str) -> None:
    """What is kept of the person's company are the records that were brought in before, and no others."""
    kept = world.kept.usage(world.cast[person].company_id)
    before = world.facts.records[person]
    assert len(kept) == len(before), f"{len(before)} records were brought in before; kept are {len(kept)} now"
