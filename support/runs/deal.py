"""How the scenarios of a run are dealt to its workers: whole features, the longest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from support.runs.ledger import Entry

_UNKNOWN = 0.5
"""Seconds that a scenario is taken for which never ran here."""
_LEAST = 0.01
"""Seconds that each scenario costs, also one that took no time."""
_SECOND_STACK = 4.0
"""Seconds that the start of the second stack takes, and its healing after each scenario."""
ALONE = "load"
"""Scenarios with this tag measure a busy platform: they run when all others are over, and beside none."""


@dataclass(frozen=True)
class Hand:
    """What one worker is given at once, in the run's order, and how long it took the last time, in seconds."""

    entries: tuple[Entry, ...]
    seconds: float


def rounds(entries: Sequence[Entry], workers: int, seconds: Mapping[str, float]) -> list[list[Hand]]:
    """The hands that are played at the same time, round by round.

    :param seconds: what each scenario took the last time, by its id.
    """
    beside = [entry for entry in entries if ALONE not in entry.tags]
    alone = [entry for entry in entries if ALONE in entry.tags]
    dealt = [deal(beside, workers, seconds)] if beside else []
    return [*dealt, *([[_hand(alone, seconds)]] if alone else [])]


def deal(entries: Sequence[Entry], workers: int, seconds: Mapping[str, float]) -> list[Hand]:
    """At most ``workers`` hands. A feature's scenarios stay together; so do all isolated ones, for they share the
    second stack. The longest goes first to whoever has least so far."""
    heaps: dict[str, list[Entry]] = {}
    for entry in entries:
        heaps.setdefault("isolated" if "isolated" in entry.tags else entry.file, []).append(entry)
    longest_first = sorted((_hand(heap, seconds) for heap in heaps.values()), key=lambda hand: -hand.seconds)
    places = {id(entry): place for place, entry in enumerate(entries)}
    given: list[list[Hand]] = [[] for _ in range(min(workers, len(longest_first)))]
    for hand in longest_first:
        min(given, key=lambda held: sum(each.seconds for each in held)).append(hand)
    return [
        Hand(
            tuple(sorted((entry for hand in held for entry in hand.entries), key=lambda entry: places[id(entry)])),
            sum(hand.seconds for hand in held),
        )
        for held in given
    ]


def _hand(entries: Sequence[Entry], seconds: Mapping[str, float]) -> Hand:
    known = [seconds[entry.id] for entry in entries if entry.id in seconds]
    usual = sum(known) / len(known) if known else _UNKNOWN
    start = _SECOND_STACK if any("isolated" in entry.tags for entry in entries) else 0.0
    return Hand(tuple(entries), start + sum(max(seconds.get(entry.id, usual), _LEAST) for entry in entries))
