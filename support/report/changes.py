"""What changed since the last run: newly broken, newly works, still broken for n runs.

Two runs are compared where both decided on a scenario: it works or it is broken. A run that could not judge it, or that
left it out, says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from support.value.sentence import ago, plural

_WORD = {"passed": "works", "failed": "broken", "flaky": "broken", "expected_failed": "broken"}
_MOST_NAMED = 5


def changes(document: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The changes of one run, for run.json.

    :param document: the run, as run.json has it.
    :param runs: the earlier runs that it can be compared with, as history.jsonl has them, the oldest first.
    :returns: since (when the last of them finished, None without one), newly_broken, newly_works and still_broken:
        lists of id, name and, of the latter, for how many runs in a row, this one included; lost_checks: how many
        promises fewer have a check than at the last whole run.
    """
    found: dict[str, Any] = {
        "since": runs[-1]["finished"] if runs else None,
        "newly_broken": [],
        "newly_works": [],
        "still_broken": [],
        "lost_checks": _lost(document, runs),
    }
    for scenario in document["scenarios"]:
        now = _WORD.get(scenario["status"])
        before = [word for run in reversed(runs) if (word := _word_in(run, scenario["id"])) is not None]
        named = {"id": scenario["id"], "name": scenario["name"]}
        if now == "broken" and before[:1] == ["broken"]:
            found["still_broken"].append(named | {"runs": 1 + _leading(before)})
        elif now == "broken":
            found["newly_broken"].append(named)
        elif now == "works" and before[:1] == ["broken"]:
            found["newly_works"].append(named)
    return found


def statuses(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """The scenarios' ids by their status, as history.jsonl keeps them."""
    by_status: dict[str, list[str]] = {}
    for scenario in document["scenarios"]:
        by_status.setdefault(scenario["status"], []).append(scenario["id"])
    return by_status


def headline(found: Mapping[str, Any], now: str) -> str:
    """The changes in one line, for the console.

    :param now: when the run finished, in ISO 8601.
    """
    if found["since"] is None:
        return "No earlier run on record here to compare with."
    when = ago(datetime.fromisoformat(found["since"]), datetime.fromisoformat(now))
    clauses = [f"{what} {_names(found[key])}" for key, what in _SAID.items() if found[key]]
    if found["lost_checks"]:
        clauses.append(f"{plural(found['lost_checks'], 'promise')} lost their check")
    return f"Since the last run, {when}: {'; '.join(clauses) or 'nothing changed'}."


_SAID = {"newly_broken": "newly broken", "newly_works": "newly works", "still_broken": "still broken"}


def lines(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each change as what happened, the scenario's name and id, for summary and page; the newly broken first."""
    return [
        (said + (f" for {plural(each['runs'], 'run')}" if "runs" in each else ""), each["name"], each["id"])
        for key, said in _SAID.items()
        for each in found[key]
    ]


def _lost(document: Mapping[str, Any], runs: Sequence[Mapping[str, Any]]) -> int:
    """How many promises fewer than at the last whole run have a check; 0 where this is no whole run."""
    whole = [run for run in runs if run.get("whole")]
    if not document.get("whole") or not whole:
        return 0
    return max(0, int(document["verdict"]["no_check_yet"]) - int(whole[-1]["promises"]["no_check_yet"]))


def _names(entries: Iterable[Mapping[str, Any]]) -> str:
    named = [
        f"{each['name']!r}" + (f" for {plural(each['runs'], 'run')}" if "runs" in each else "") for each in entries
    ]
    more = len(named) - _MOST_NAMED
    return ", ".join(named[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _word_in(run: Mapping[str, Any], identity: str) -> str | None:
    for status, ids in run.get("scenarios", {}).items():
        if identity in ids:
            return _WORD.get(status)
    return None


def _leading(words: Sequence[str]) -> int:
    """How many of the words at the beginning are broken."""
    return next((number for number, word in enumerate(words) if word != "broken"), len(words))
