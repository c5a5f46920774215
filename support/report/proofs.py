"""What the proof says of each stream, for run.json: the seeded defects that its scenarios noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from support.runs.proof_register import Register
from support.value.requirements import Requirement
from support.value.streams import StreamTree


def by_stream(
    register: Register,
    proved: Mapping[str, Sequence[str]],
    requirements: Mapping[str, Requirement],
    tree: StreamTree,
    scenarios: Mapping[str, Iterable[str]],
) -> dict[str, dict[str, int]]:
    """By stream, those below it included: ``defects`` that break one of its promises, ``noticed`` ones, by a scenario
    and a defect as they are now, and ``stale`` ones, noticed before one of the two was changed; ``tampered``: those
    of the tamperings with what this run's scenarios received that break one of their promises, and how many of them
    were ``killed``, by the scenario or by another of the same promise.

    :param scenarios: the promises of the run's scenarios, by id.
    :param proved: promise to the defects that prove it now (support.runs.proof_register.rows_proved).
    """
    now = {name for names in proved.values() for name in names}
    found = {}
    for identity in tree.streams:
        below = set(tree.below(identity))
        counts = {"defects": 0, "noticed": 0, "stale": 0, "tampered": 0, "killed": 0}
        for name, verdict in register.defects.items():
            if any(row in requirements and requirements[row].stream in below for row in verdict.requirements):
                counts["defects"] += 1
                counts["noticed"] += name in now
                counts["stale"] += bool(verdict.proves) and name not in now
        for scenario, kept in register.tampered.items():
            if any(row in requirements and requirements[row].stream in below for row in scenarios.get(scenario, ())):
                killed = kept.counts.get("killed", 0) + kept.counts.get("killed elsewhere", 0)
                counts["killed"] += killed
                counts["tampered"] += killed + kept.counts.get("survived", 0)
        found[identity] = counts
    return found
