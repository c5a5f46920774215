"""What the people of one scenario share: the wire, the target with its dialect, budgets, and names of their own."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable
from typing import Any, TypeVar

from support.actors.budgets import Budgets
from support.actors.meter import Bill
from support.actors.reply import Reply
from support.evidence.about import about
from support.runs.outcomes import NotOffered, NotPermitted
from support.targets.canon import Refusal
from support.targets.dialect import Call, Dialect, Page, Query, ShapeError
from support.targets.profile import Target
from support.wire.detour import TabDetour
from support.wire.failures import WrongShape, blame
from support.wire.seam import Wire
from support.wire.traffic import Fault, Request, Response

T = TypeVar("T")

_SHOWN = 300
"""How many characters of an unexpected answer a message shows."""


@dataclasses.dataclass
class Stage:
    """One for each scenario."""

    wire: Wire
    target: Target
    dialect: Dialect
    budgets: Budgets
    seed: str
    """Of the run: no two runs have the same, so that they never collide on one stack."""
    scenario_id: str
    operator_token: Callable[[], str]
    """Signs the operator in, once for each run, and gives the access token."""
    detour: TabDetour | None = None
    """The fault proxy between tabs and chat; set by the world."""
    private_key: Callable[[str], str] = lambda kid: ""
    """The platform's own signing key of that id, in PEM; set by the world. It must never be recorded."""
    out_of_service: set[int] = dataclasses.field(default_factory=set)
    """The index of each chat process that the scenario has taken down."""
    bill: Bill | None = None
    """Where what the scenario makes and asks is counted; None in a replay, which makes nothing."""
    worker: int = 0
    """Which of the run's workers plays: accounts of a pool are leased to one worker each."""

    def chance(self, name: str) -> random.Random:
        """A generator of that person's own names and ids: the same in each replay."""
        return random.Random(f"{self.seed}:{self.scenario_id}:{name}")

    def may(self, permission: str) -> None:
        """Raises NotPermitted where the target's profile does not allow it."""
        if permission not in self.target.may:
            raise NotPermitted(f"the profile of {self.target.name} does not allow it to {permission.replace('_', ' ')}")

    def perform(self, who: str, call: Call[T], token: str = "", instance: int = 0) -> Reply[T]:
        """One call, with a token or ("") without. Raises PlatformFailure for what no platform may answer."""
        return self.judged(who, call, self.wire.exchange(who, self.request(call, token, instance)))

    def request(self, call: Call[Any], token: str = "", instance: int = 0) -> Request:
        """The call as it goes out."""
        if call.makes:
            self.counts(call.makes)
        headers = (*call.headers, *(self.dialect.bearer(token) if token else ()))
        body = None
        if call.body is not None:
            body = json.dumps(call.body, ensure_ascii=False)
            headers = (*headers, ("content-type", "application/json"))
        url = self.target.address(call.service, instance) + call.path
        return Request(call.service, call.method, url, headers, body, call.doing)

    def counts(self, what: str) -> None:
        """One more of these is about to be made; raises NotPermitted where the profile allows no more."""
        if self.bill is not None:
            self.bill.counts(what)

    def judged(self, who: str, call: Call[T], answer: Response | Fault) -> Reply[T]:
        """The answer as a reply; see :meth:`perform`."""
        with about(answer):
            return self._judged(f"{who} {call.doing}", call, answer)

    def _judged(self, says: str, call: Call[T], answer: Response | Fault) -> Reply[T]:
        if isinstance(answer, Fault):
            blame(answer, says)
        body = _json(answer.body)
        correlation_id = answer.header(self.dialect.correlation_header)
        version = self._version(answer)
        if answer.status in call.statuses:
            try:
                granted = call.grants(body)
            except ShapeError as error:
                raise WrongShape(f"{says}: the answer has the wrong shape: {error}; seen: {_shown(answer)}") from error
            return Reply(says, answer.status, answer.took, None, granted, body, correlation_id, answer.number, version)
        refusal = self.refusal(answer)
        if refusal is None:
            expected = " or ".join(map(str, call.statuses))
            raise WrongShape(f"{says}: expected {expected} or a refusal with code and next step, seen {_shown(answer)}")
        return Reply(says, answer.status, answer.took, refusal, None, body, correlation_id, answer.number, version)

    def refusal(self, answer: Response) -> Refusal | None:
        """The answer as a refusal; None when it is none: not well-formed, or an error of the platform's own."""
        if answer.status >= 500 and answer.status != 503:
            return None
        return self.dialect.refusal(answer.status, _json(answer.body))

    def pages(self, who: str, call: Call[Page[T]], token: str, instance: int = 0) -> Reply[list[T]]:
        """All pages of a list in one reply; a refusal of any page is the reply's."""
        items: list[T] = []
        following = call
        while True:
            reply = self.perform(who, following, token, instance)
            whole: Reply[list[T]] = dataclasses.replace(reply, granted=None)  # type: ignore[assignment]
            if reply.granted is None:
                return whole
            items += reply.granted.items
            if reply.granted.next is None:
                return dataclasses.replace(whole, granted=items)
            following = reply.granted.next

    def serving(self, instance: int | None = None, otherwise: int = 0) -> int:
        """The chat process that serves whoever wants that one; without a wish ``otherwise``, or the next one that has
        not been taken down, as a load balancer chooses."""
        if instance is not None:
            return instance
        count = len(self.target.chat_urls)
        turn = [(otherwise + step) % count for step in range(count)]
        return next((place for place in turn if place not in self.out_of_service), turn[0])

    def leads(self, channel: str, address: str, through: str) -> str:
        """The address that leads a connection through the fault proxy; "proxy" is the only way there is."""
        if through != "proxy" or self.detour is None:
            raise LookupError(f"a connection can lead through 'proxy' in a scenario's world, not through {through!r}")
        return self.detour.leads(channel, address)

    def _version(self, answer: Response) -> str | None:
        named = answer.header(self.dialect.version_header)
        return next((version for version, text in self.dialect.versions.items() if text == named), None)

    def reads_stores(self) -> None:
        """Raises NotOffered where the target does not let the suite read what it keeps."""
        if "stores" not in self.target.declares:
            raise NotOffered(f"{self.target.name} does not let the suite read what it keeps (stores)")

    def rows(self, query: Query[T], *parameters: Any) -> list[T]:
        """What is kept, by a named query; NotOffered where the target gives no database."""
        self.reads_stores()
        return [query.reads(row) for row in self.wire.read(query.name, query.sql, parameters)]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _shown(answer: Response) -> str:
    body = " ".join(answer.body.split())
    return f"{answer.status} {body[:_SHOWN]!r}" if body else f"a bare {answer.status}"
