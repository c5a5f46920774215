"""What registers/proof.json keeps of tampering: for each scenario what came of it, and for which state of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from support.runs import tamper_documents, tamper_messages, tamper_operators
from support.runs.proof_scope import Candidate
from support.value.promises import Promises

_OPERATORS = (tamper_documents, tamper_messages, tamper_operators)


@dataclass
class Kept:
    """One scenario's result. ``idle``: its Thens that no tampering has reddened, in words."""

    key: str
    tried: int
    counts: dict[str, int]
    survived: list[dict[str, Any]] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As the register holds it."""
        return asdict(self)


def key_of(scenario_hash: str, rows: Iterable[str], promises: Promises) -> str:
    """A result with another key is stale: the scenario, what its rows promise, and the operators."""
    own = frozenset(rows)
    lines = sorted(f"{message},{name},{sorted(of & own)}" for (message, name), of in promises.rows.items() if of & own)
    operators = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in _OPERATORS]
    return hashlib.sha256("\0".join([scenario_hash, *lines, *operators]).encode()).hexdigest()


def fresh(kept: dict[str, Kept], candidates: Iterable[Candidate], promises: Promises) -> dict[str, Kept]:
    """The results that hold for the scenarios as they are now, by scenario id."""
    found = {}
    for each in candidates:
        known = kept.get(each.id)
        if known is not None and known.key == key_of(each.hash, each.requirements, promises):
            found[each.id] = known
    return found


def totals(known: dict[str, Kept]) -> dict[str, Any]:
    """Over all scenarios, for the proof's document."""
    counts: Counter[str] = Counter()
    for each in known.values():
        counts.update(each.counts)
    return {
        "tried": sum(each.tried for each in known.values()),
        **counts,
        "survived": [survivor for each in known.values() for survivor in each.survived],
    }


def idle(
    known: dict[str, Kept], candidates: Iterable[Candidate], reddened: set[tuple[str, str]]
) -> list[dict[str, Any]]:
    """The Thens that neither a tampering nor a defect has reddened, in any example of their scenario.

    :param reddened: scenario id and Then, of all that a defect has reddened."""
    by_id = {each.id: each for each in candidates}
    lively: set[tuple[str, str]] = set()
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for identity, each in known.items():
        candidate = by_id[identity]
        for then in each.idle:
            step = then.partition(" ")[2]
            if (identity, step) in reddened:
                lively.add((candidate.written, then))
            decoration = {"place": candidate.place, "step": then, "scenarios": []}
            found.setdefault((candidate.written, then), decoration)["scenarios"].append(identity)
    examples = Counter(by_id[identity].written for identity in known)
    return [
        decoration
        for (written, then), decoration in found.items()
        if (written, then) not in lively and len(decoration["scenarios"]) == examples[written]
    ]
