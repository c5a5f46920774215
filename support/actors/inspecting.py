"""How customers look at what works for them: tools, agents, paths, and the steps of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from support.actors.account_holder import AccountHolder
from support.actors.reply import Reply
from support.targets.canon.workflows import Journal, PathStep, ToolOffer
from support.targets.dialect import Call

T = TypeVar("T")


class Inspecting(AccountHolder):
    """Those verbs of an :class:`support.actors.actor.Actor`."""

    def tools(self) -> Reply[list[ToolOffer]]:
        """The tools, and whether they may use each."""
        return self._inspects(self._stage.dialect.tools())

    def daily_runs(self) -> Reply[int | None]:
        """How many questions a day their plan gives."""
        return self._inspects(self._stage.dialect.daily_runs())

    def path(self, finding: str) -> Reply[list[PathStep]]:
        """The path that their questions take where triage finds the data to be so."""
        return self._inspects(self._stage.dialect.path(finding))

    def journal(self, run_id: str) -> Reply[Journal]:
        """What a run of theirs did, step by step."""
        return self._inspects(self._stage.dialect.journal(run_id))

    def has_questions(self, count: int, window: float) -> None:
        """The operator gives their organisation so many questions in each window of so many seconds."""
        organisation = self.account.organisation
        assert organisation is not None, f"expected {self.name} to have an organisation, seen none in {self.account}"
        call = self._stage.dialect.limit(organisation.id, {"questions": count, "window": window})
        self._stage.perform("Sam", call, self._stage.operator_token()).value  # noqa: B018 - a refusal fails here

    def published_keys(self) -> Reply[list[Mapping[str, Any]]]:
        """The keys by which sign-ins are checked, as the accounts service publishes them."""
        return self._stage.perform(self.name, self._stage.dialect.published_keys())

    def _inspects(self, call: Call[T]) -> Reply[T]:
        return self._stage.perform(self.name, call, self.tokens.access, self._stage.serving())
