"""A look at a deployment, changing nothing: who answers, who may sign in, whose clock is right, what is offered."""

from __future__ import annotations

import dataclasses
import email.utils
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import redis

from support.actors.budgets import Budgets
from support.actors.stage import Stage
from support.settings import Settings
from support.targets.credentials import Credentials
from support.targets.profile import Target
from support.targets.site import Site
from support.wire.failures import StackBroken
from support.wire.live import LiveWire
from support.wire.secrets import Secrets
from support.wire.tape import Tape
from support.wire.traffic import Fault, Request, Response

SKEW = 2.0
"""Seconds by which clocks may differ: a token's life is judged by ours."""
_WITHIN = 5.0
"""Seconds, times patience, that anybody has to answer."""
_LIVE = 30.0
"""A wire gives up after so many seconds, times patience."""


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something that is so, or (``wrong``) that the profile says and that is not so."""

    heading: str
    says: str
    wrong: bool = False


def inspect(target: Target, settings: Settings) -> list[Finding]:
    """Everything that can be seen without changing anything."""
    site = Site(target)
    dialect = target.speaks()
    hidden = Secrets(dialect.secret_fields)
    for secret, kind in target.secrets():
        hidden.hide(secret, kind)
    wire = LiveWire(site.carrier, Tape({}), hidden, patience=_WITHIN / _LIVE * settings.patience * target.patience)
    stage = Stage(wire, target, dialect, Budgets({}, 1.0, lambda: 0.0), "check", "check", lambda: site.operator(stage))
    try:
        return list(_Look(stage, target).findings())
    finally:
        wire.close()
        site.close()


class _Look:
    def __init__(self, stage: Stage, target: Target) -> None:
        self.stage = stage
        self.target = target
        self.skews: dict[str, float] = {}
        self.answering: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        yield from self.reachability()
        yield from self.stores()
        yield from self.clocks()
        yield from self.credentials()
        yield from self.declared()

    # -- who answers

    def reachability(self) -> Iterator[Finding]:
        target = self.target
        places = {"accounts": target.accounts_url, "control API of the model provider": target.control_url,
                  "identity provider": target.identity_provider_url}  # fmt: skip
        places |= {f"chat {number}": url for number, url in enumerate(target.chat_urls, 1)}
        for name, url in places.items():
            if url is None:
                yield Finding("Reachability", f"{name}: no address given")
                continue
            before = datetime.now(UTC)
            answer = self.stage.wire.exchange(
                "check", Request(name, "GET", f"{url}/", doing="looks whether it answers")
            )
            if isinstance(answer, Fault):
                yield Finding("Reachability", f"{name} at {url}: {answer.says}", wrong=True)
            else:
                self.answering.add(name)
                self.notes_clock(name, answer, before)
                yield Finding("Reachability", f"{name} at {url}: answers in {answer.took * 1000:.0f} ms")

    def stores(self) -> Iterator[Finding]:
        if self.target.database_url is None:
            yield Finding("Reachability", "database: no address given; what is kept is not looked at in its rows")
        else:
            try:
                self.stage.wire.read("check", "SELECT 1 AS one", ())
                self.answering.add("database")
                yield Finding("Reachability", "database: can be read, in a session that cannot write")
            except (StackBroken, OSError, TimeoutError) as error:
                yield Finding("Reachability", f"database: {error}", wrong=True)
        if self.target.redis_url is None:
            yield Finding("Reachability", "Redis: no address given")
        else:
            try:
                with redis.Redis.from_url(self.target.redis_url, socket_timeout=_WITHIN) as client:
                    client.ping()
                self.answering.add("Redis")
                yield Finding("Reachability", "Redis: answers")
            except (redis.RedisError, ValueError) as error:
                yield Finding("Reachability", f"Redis: {type(error).__name__}", wrong=True)

    # -- whose clock is right

    def notes_clock(self, name: str, answer: Response, before: datetime) -> None:
        told = email.utils.parsedate_to_datetime(date) if (date := answer.header("date")) else None
        if told is not None:
            middle = before + (datetime.now(UTC) - before) / 2
            self.skews[name] = (told - middle).total_seconds() + 0.5  # it tells whole seconds, cut off

    def clocks(self) -> Iterator[Finding]:
        for name, skew in self.skews.items():
            way = "ahead of" if skew > 0 else "behind"
            said = f"{name}: {abs(skew):.0f} s {way} ours" if abs(skew) > 1 else f"{name}: as ours, to a second"
            yield Finding("Clocks", said, wrong=abs(skew) > SKEW)
        if not self.skews:
            yield Finding("Clocks", "nobody tells the time")

    # -- who may sign in

    def credentials(self) -> Iterator[Finding]:
        if self.target.operator is None:
            yield Finding("Credentials", "operator: none given; scenarios that need one cannot be judged")
        else:
            yield self.signs_in("the operator", self.target.operator)
        source = self.target.cast
        if source.mode == "register":
            says = "the cast registers anew in each scenario"
            yield Finding("Credentials", says, wrong="create_accounts" not in self.target.may)
        for name, members in source.people.items():
            for number, member in enumerate(members, 1):
                who = name if len(members) == 1 else f"{name} ({number} of {len(members)})"
                if member.account is not None:
                    yield self.signs_in(who, member.account)
                elif member.token is not None:
                    yield self.is_known(who, member.token)
        if source.people:
            least = min(len(members) for members in source.people.values())
            yield Finding("Credentials", f"the [cast] has accounts for {least} workers at once at the most")

    def signs_in(self, who: str, account: Credentials) -> Finding:
        dialect, stage = self.stage.dialect, self.stage
        try:
            reply = stage.perform("check", dialect.sign_in(account.email, account.password))
        except AssertionError as error:
            return Finding("Credentials", f"{who}: {error}", wrong=True)
        if reply.granted is None:
            return Finding("Credentials", f"{who}: {account.email} is refused: {reply.refusal}", wrong=True)
        stage.perform("check", dialect.sign_out(), reply.granted.tokens.access)
        return Finding("Credentials", f"{who}: {account.email} signs in (and out again, as its audit trail will say)")

    def is_known(self, who: str, token: str) -> Finding:
        try:
            reply = self.stage.perform("check", self.stage.dialect.whoami(), token)
        except AssertionError as error:
            return Finding("Credentials", f"{who}: {error}", wrong=True)
        if reply.granted is None:
            return Finding("Credentials", f"{who}: the token is refused", wrong=True)
        return Finding("Credentials", f"{who}: the token is {reply.granted.email}'s")

    # -- what is offered

    def declared(self) -> Iterator[Finding]:
        seen: dict[str, Callable[[], bool]] = {
            "model_faults": self.model_faults,
            "instances": lambda: len([name for name in self.answering if name.startswith("chat ")]) > 1,
            "stores": lambda: {"database", "Redis"} <= self.answering,
            "controllers": lambda: False,
        }
        for name in sorted(self.target.declares | set(seen)):
            declared = name in self.target.declares
            if name not in seen:
                yield Finding("Declared against seen", f"{name}: declared; only its scenarios can tell")
            elif name == "controllers" and declared:
                says = "controllers: declared, but only a stack of the suite's own has them: not permitted"
                yield Finding("Declared against seen", says)
            else:
                is_seen = seen[name]()
                words = f"{name}: {'declared' if declared else 'not declared'}, {'seen' if is_seen else 'not seen'}"
                yield Finding("Declared against seen", words, wrong=declared and not is_seen)

    def model_faults(self) -> bool:
        if "control API of the model provider" not in self.answering:
            return False
        try:
            calls: Any = self.stage.perform("check", self.stage.dialect.model_calls("nobody"))
        except (AssertionError, NotImplementedError):
            return False
        return calls.granted is not None
