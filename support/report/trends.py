"""How the product does over the runs: rates and answer times of this run beside those of earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from support.report import run_json

_MOST = 30
"""So many runs are shown, this one included."""

_DECIDED = {"passed": True, "failed": False, "flaky": False, "expected_failed": False}


def rates(document: Mapping[str, Any]) -> dict[str, list[int]]:
    """What history.jsonl keeps of a run: how many of how many.

    - scenarios: that passed, of those that were judged.
    - delivery: scenarios in which nothing was lost, doubled, out of order or at somebody else's, of those that came to
      look (the step that is added to every scenario).
    - isolation: that passed, of the judged ones that carry a promise of the stream isolation or of that name.
    - promises: that work, of all registered; proved: those that work and are proved, of all registered.
    """
    isolating = {row["id"] for row in document["rows"] if row["stream"] == "isolation"}
    judged = [each for each in document["scenarios"] if each["status"] in _DECIDED]
    watched = [step["status"] for each in document["scenarios"] for step in each["steps"] if step.get("added")]
    guarded = [each for each in judged if isolating & set(each["requirements"]) or "isolation" in each["streams"]]
    registered = document["requirements"]["registered"]
    return {
        "scenarios": _of(_DECIDED[each["status"]] for each in judged),
        "delivery": _of(status == "passed" for status in watched if status in ("passed", "failed")),
        "isolation": _of(_DECIDED[each["status"]] for each in guarded),
        "promises": [document["verdict"]["works"], registered],
        "proved": [document["requirements"]["covered"], registered],
    }


def trends(document: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """This run and the earlier ones of the same scope, the oldest first: finished, commit, rates and p95_ms.

    :param runs: the earlier runs that it can be compared with, as history.jsonl has them, the oldest first.
    """
    alike = [run for run in runs if run.get("scope") == document["verdict"]["scope"]]
    points = [
        {name: run.get(name) for name in ("finished", "commit")}
        | {"rates": run.get("rates", {}), "p95_ms": run.get("p95_ms", {})}
        for run in alike[-(_MOST - 1) :]
    ]
    now = {
        "finished": document["finished"],
        "commit": document["commit"],
        "rates": rates(document),
        "p95_ms": {each["name"]: each["p95"] for each in document[run_json.MEASURED]},
    }
    return [*points, now]


def _of(held: Any) -> list[int]:
    """How many of how many."""
    answers = list(held)
    return [sum(answers), len(answers)]
