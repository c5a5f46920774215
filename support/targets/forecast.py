"""What a run would do to a deployment: which scenarios it may play, what they make, ask and cost, what stays."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from support.report import experience
from support.runs.ledger import Entry, title_of
from support.runs.outcomes import Status
from support.runs.prerequisites import refusal
from support.settings import Settings
from support.targets.inspection import Finding
from support.targets.parts import PARTS
from support.targets.profile import PERMISSIONS, Target
from support.value.scenario_ids import ScenarioIds, ids_file
from support.value.tags import TagDictionary

_NAMES = re.compile(rf"\b({'|'.join(PARTS)})\b")
_ASKS = re.compile(r"\basks?\b")


def of(scenarios: Iterable[Any], target: Target, settings: Settings, root: Path) -> list[Finding]:
    """By what each scenario took the last time it ran with these reports; by its words where it never did."""
    ids, tags = ScenarioIds.read(ids_file(root)), TagDictionary.standard()
    known = experience.read(settings.reports)
    outcomes: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    guessed = 0
    for scenario in scenarios:
        if "wip" in scenario.effective_tags:
            continue
        identity = ids.of(*title_of(scenario, root))
        refused = refusal(_entry(identity, scenario), target, tags, isolates=False)
        outcomes["run" if refused is None else refused.status.value] += 1
        if refused is None:
            measured = {name: count for name, count in known.get(identity, {}).items() if name != "seconds"}
            guessed += not measured
            spent.update(measured or _by_words(scenario))
    return list(_told(outcomes, spent, guessed, target))


def _told(outcomes: Counter[str], spent: Counter[str], guessed: int, target: Target) -> Iterable[Finding]:
    head = "A run"
    left = {status: outcomes[status.value] for status in (Status.NOT_OFFERED, Status.NOT_PERMITTED)}
    skipped = "".join(f", {count} {status.value.replace('_', ' ')}" for status, count in left.items() if count)
    yield Finding(head, f"plays {outcomes['run']} of {sum(outcomes.values())} scenarios{skipped}")
    may = ", ".join(name for name in PERMISSIONS if name in target.may) or "nothing"
    yield Finding(head, f"may: {may}; may not: {', '.join(sorted(set(PERMISSIONS) - target.may)) or 'nothing'}")
    if guessed:
        yield Finding(head, f"the figures below are guessed from the words of {guessed} scenarios that never ran here")
    register = target.cast.mode == "register"
    made = {name: count for name, count in spent.items() if count and (register or name != "accounts")}
    asked = made.pop("questions", 0)
    yield Finding(head, f"creates at most {_listed(made)}")
    bound = target.spending.asks
    within = f" of the {bound} that [spend] allows: the rest is not permitted then" if bound is not None else ""
    yield Finding(head, f"sends at most {asked} questions to the model{within}")
    usd = min(asked, bound if bound is not None else asked) * target.spending.usd_per_ask
    price = "at spend.usd_per_ask" if target.spending.usd_per_ask else "by the profile, which names no usd_per_ask"
    yield Finding(head, f"spends at most ${usd:,.2f}, {price}")
    rates = [f"{rate:g} {what} a minute" for what, rate in (("questions", target.spending.asks_per_minute),
             ("accounts", target.spending.sign_ups_per_minute)) if rate]  # fmt: skip
    yield Finding(head, f"keeps a pace of {' and '.join(rates)}" if rates else "keeps no pace: [spend] names none")
    kept = "accounts, organisations, usage and everything in them" if register else "what it writes into the [cast]"
    yield Finding(head, f"cannot remove: {kept}; names and addresses carry the run's own seed")


def _listed(made: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(made.items())) or "nothing"


def _by_words(scenario: Any) -> dict[str, int]:
    steps = [str(step.name) for step in scenario.all_steps]
    people = {name for text in steps for name in _NAMES.findall(text)}
    founders = {PARTS[name].organisation for name in people} - {None}
    asks = sum(bool(_ASKS.search(text)) for text in steps)
    return {"accounts": len(people) + len(founders), "questions": asks, "conversations": asks}


def _entry(identity: str, scenario: Any) -> Entry:
    tags = [str(tag) for tag in scenario.effective_tags]
    return Entry(scenario, identity, scenario.name, "", scenario.filename, scenario.line, None, "", tags, [], [])
