"""Faults of the model provider, aimed at one organisation through its control API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.actors.stage import Stage
from support.runs.outcomes import NotOffered
from support.targets.canon.operation import ModelCall
from support.targets.dialect import Call
from support.wire.carrier import Carrier
from support.wire.detour import HEALS

if TYPE_CHECKING:
    from support.actors.actor import Actor

KINDS = ("latency", "429", "500", "hang", "garbage", "drop")
"""Late; too many requests; an error of its own; no answer; something that is no answer; an answer that breaks off."""

TROUBLES = {
    "answers with errors": "500",
    "does not answer": "hang",
    "answers with garbage": "garbage",
    "breaks off": "drop",
    "is too busy": "429",
    "answers late": "latency",
}
"""A feature's words for what is wrong with the model provider."""

_PATIENCE = 10.0
"""Seconds for one call of the control API, which answers at once or is broken."""


class ModelFaults:
    """``world.faults``. A fault holds until it is lifted or used up, at the latest until the scenario's end."""

    def __init__(self, stage: Stage, carrier: Carrier | None, heals: HEALS) -> None:
        """:param carrier: how the control API is reached; None where there is no service (a replay)."""
        self._stage = stage
        self._carrier = carrier
        self._heals = heals
        self._aimed: set[str] = set()

    def aims(
        self, kind: str, actor: Actor, times: int | None = None, seconds: float | None = None, after: int = 0
    ) -> None:
        """From now on the calls for that person's organisation meet the fault.

        :param kind: one of :data:`KINDS`.
        :param times: how many calls meet it; None: all, until it is lifted.
        :param seconds: how long a late answer takes, or until a hanging one breaks off (None: as long as one waits).
        :param after: how many calls pass untouched before.
        """
        if kind not in KINDS:
            raise LookupError(f"a model cannot fail by {kind!r}: choose one of {', '.join(KINDS)}")
        organisation = _organisation(actor)
        if organisation not in self._aimed:
            self._aimed.add(organisation)
            lift = self._stage.dialect.lift_faults(organisation)
            self._heals(f"the model provider serves {actor.name} again", lambda: self._send(lift))
        call = self._stage.dialect.aim_fault(organisation, kind, times, seconds, after)
        details = "".join(
            f" {name} {value:g}" for name, value in (("times", times), ("seconds", seconds), ("after", after)) if value
        )
        self._asks(f"aims {kind} at {actor.name}{details}", call)

    def lifts(self, actor: Actor) -> None:
        """Calls for that person's organisation are well again."""
        self._asks(f"serves {actor.name} again", self._stage.dialect.lift_faults(_organisation(actor)))

    def calls(self, actor: Actor) -> list[ModelCall]:
        """The calls that the model provider got for that person's organisation, oldest first."""
        call = self._stage.dialect.model_calls(_organisation(actor))
        return call.grants(self._asks(f"reads the calls of {actor.name}", call))

    def _asks(self, what: str, call: Call[Any]) -> Any:
        if self._stage.target.control_url is None and self._carrier is not None:
            raise NotOffered(f"{self._stage.target.name} gives no address of a control API (model_faults)")
        return self._stage.wire.ask("model provider", what, lambda: self._send(call))

    def _send(self, call: Call[Any]) -> Any:
        assert self._carrier is not None, "a replay asks nobody"
        return self._carrier.asks(self._stage.request(call), call.statuses, _PATIENCE)


def _organisation(actor: Actor) -> str:
    organisation = actor.account.organisation
    assert organisation is not None, f"expected {actor.name} to have an organisation, seen none in {actor.account}"
    return organisation.id
