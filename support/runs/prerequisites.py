"""Which selected scenarios the target does not offer or not permit: decided before they run."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from support.runs.ledger import Entry
from support.runs.outcomes import Outcome, Status
from support.value.tags import TagDictionary


class Offer(Protocol):
    """What a target's profile says (support.targets.profile.Target)."""

    @property
    def declares(self) -> Collection[str]:
        """The capabilities that it offers, by the names of @needs.NAME."""

    @property
    def may(self) -> Collection[str]:
        """What its [may] allows."""


def decide(entries: Iterable[Entry], offer: Offer, tags: TagDictionary, *, isolates: bool = True) -> None:
    """Mark the scenarios that cannot run here, each with its reason; behave then leaves them out.

    :param isolates: whether there can be a second stack for @isolated scenarios.
    """
    for entry in entries:
        outcome = refusal(entry, offer, tags, isolates=isolates)
        if outcome is not None:
            entry.scenario.decided_before = outcome
            entry.scenario.mark_skipped()


def refusal(entry: Entry, offer: Offer, tags: TagDictionary, *, isolates: bool = True) -> Outcome | None:
    """Why a scenario cannot run at a target; None where it can."""
    needed = [tag.removeprefix("needs.") for tag in entry.tags if tag.startswith("needs.")]
    missing = [name for name in needed if name not in offer.declares]
    if missing:
        return Outcome(Status.NOT_OFFERED, f"the target does not declare {', '.join(missing)}")
    forbidden = [name for name in tags.permissions(entry.tags) if name not in offer.may]
    if forbidden:
        return Outcome(Status.NOT_PERMITTED, f"the target's [may] does not allow {', '.join(forbidden)}")
    if not isolates and "isolated" in entry.tags:
        return Outcome(Status.NOT_PERMITTED, "it needs a stack of its own; this target is run by somebody else")
    return None
