"""The typed words of the Gherkin: what a placeholder in a step may be, and nothing else.

A phrase that is not in its list does not match, so that a slip of the pen is an undefined step and no guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import parse
from behave import register_type

from support.actors import single_sign_on
from support.actors.access import ACTS
from support.actors.bringing_in import FLAWS as RECORD_FLAWS
from support.actors.cancelling import STAGES, WAYS
from support.actors.conversations import FLAWS as THREAD_FLAWS
from support.actors.conversations import NO_IDS
from support.actors.endings import PARTINGS
from support.actors.entering import DOORS
from support.actors.finding import ALERTS, NOBODYS, TRAITS
from support.actors.forgery import KINDS
from support.actors.knocking import PAGES
from support.actors.mistakes import MISTAKES
from support.actors.model_faults import TROUBLES
from support.actors.outages import SERVICES, STATES
from support.actors.paths import CALLS_BEFORE, FINDINGS
from support.actors.plans import AGENTS
from support.actors.problems import Ending
from support.actors.rights import CIRCLES, RISES
from support.actors.rubric import MEASURES
from support.actors.run_facts import RUN_FACTS
from support.actors.searching import DEEDS, SOUGHT_BY
from support.actors.single_sign_on import LOOKALIKES, PROOFS, PROVIDERS, RETURNS
from support.actors.substance import TOPICS
from support.actors.thread_lives import ALLOWED, ANNOUNCED
from support.actors.thread_lives import STATES as LIFE_STATES
from support.targets.canon import Event, Reason
from support.targets.parts import OWNERS, PARTS

_PERSON = "|".join(PARTS)
_AGENTS = "|".join(["data helper", *AGENTS["enterprise"]])

USES = ("a month of AI use", "a few days of AI use", "no AI use at all", "AI use that cost nothing")
"""How much AI use a customer has brought in; the builders are in :mod:`support.actors.records`."""

FLAWS = (
    "a password of seven characters",
    "a password without capital letters",
    "a password without small letters",
    "a password without digits",
    "a password without special signs",
    "an address without @",
    "an address without end",
    "no address",
    "no password",
    "no name",
)
"""What can be wrong with a registration."""

CREDENTIALS = (
    "no sign-in",
    "a sign-in of invented words",
    "a renewal in place of a sign-in",
    "a sign-in in the address",
)
"""What somebody without a sign-in may show at the live connection."""

REASONS = {
    "a weak password": Reason.WEAK_PASSWORD,
    "an unfit address": Reason.BAD_EMAIL,
    "a missing detail": Reason.MISSING_FIELD,
    "an address that is taken": Reason.EMAIL_TAKEN,
    "wrong credentials": Reason.WRONG_CREDENTIALS,
    "a missing right": Reason.FORBIDDEN,
    "no such thing": Reason.NOT_FOUND,
    "no such act": Reason.NO_SUCH_ACT,
    "something unfit": Reason.INVALID,
    "something too large": Reason.TOO_LARGE,
    "something unreadable": Reason.MALFORMED,
    "a spent quota": Reason.QUOTA_SPENT,
    "an unserved version": Reason.UNSUPPORTED_VERSION,
    "a locked account": Reason.LOCKED,
    "too many attempts": Reason.RATE_LIMITED,
    "no free seat": Reason.NO_SEAT,
    "a denial of the provider": Reason.DENIED,
    "a provider that gives no answer": Reason.UNAVAILABLE,
    "what cannot be trusted": Reason.UNTRUSTED,
    "an address that no company has connected": Reason.NO_COMPANY,
    "a plan that lacks it": Reason.PLAN_REQUIRED,
    "an unfit detail": Reason.INVALID,
    "no such conversation": Reason.NOT_FOUND,
    "a missing sign-in": Reason.NOT_SIGNED_IN,
    "a newer version": Reason.STALE,
    "a state that may not follow": Reason.WRONG_STATE,
    "agents at work": Reason.AT_WORK,
}
"""A feature's words for why somebody is refused."""

BUDGETS = (
    *("answer", "burst", "death", "failure", "growth", "heartbeat", "list", "many-starts", "outage", "reading"),
    *("exchange", "concurrent", "load"),
)
"""The promises of time (:class:`support.actors.budgets.Budgets`) that a step may name."""

PROCESSES = {"first chat process": 0, "second chat process": 1}
"""The chat processes, by their places among the target's addresses."""

ENDINGS = {
    "the question failed": Ending(Event.FAILED, Reason.MODEL_DOWN),
    "the run took too long": Ending(Event.FAILED, Reason.OUT_OF_TIME),
    "the agent died": Ending(Event.DIED),
    "the run was cancelled": Ending(Event.CANCELLED),
}
"""How a run can end badly, as its customer is told."""

SHARES = {"0.5 seconds": {"run": 0.5}, "a sixtieth of their plan's time": {"run_part": 1 / 60}}
"""How long the operator lets a company's runs take."""

CAUSES = {"an answer that the model did not give": Reason.MODEL_DOWN, "too long a time": Reason.OUT_OF_TIME}
"""Why a run has no answer."""

FATES = ("failed", "timeout", "dead", "cancelled")
"""How a run that ended badly is kept."""

CLOSINGS = {"the sign-in has ended": 1008, "the message was too big": 1009, "it was too slow": 1013}
"""Why the platform closes a connection: https://www.iana.org/assignments/websocket, close codes."""


def _pattern(expression: str, convert: Callable[[str], object] = str) -> Callable[[str], object]:
    # parse marks the function, which a built-in type such as str does not allow.
    return parse.with_pattern(expression)(lambda text: convert(text))  # type: ignore[no-any-return]  # noqa: PLW0108


def _listed(text: str) -> list[str]:
    return text.replace(" and ", ", ").split(", ")


def _found(text: str) -> list[str]:
    return [] if text == "nothing" else text.split(" and ")


def _budget_named(text: str) -> str:
    return text.removeprefix("within the ").removesuffix(" budget")


def _agents(text: str) -> list[str]:
    return [name.replace(" ", "_") for name in _listed(text)]


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted((word.replace("@", "[@]") for word in words), key=len, reverse=True))


def register_words() -> None:
    """Makes the typed words known to behave; called once, before the steps are loaded."""
    people = rf"(?:{_PERSON})(?:, (?:{_PERSON}))*(?: and (?:{_PERSON}))?"
    register_type(
        Person=_pattern(_PERSON),
        People=_pattern(people, _listed),
        Are=_pattern("is|are"),
        Whose=_pattern("her|his"),
        Use=_pattern(_one_of(USES)),
        Flaw=_pattern(_one_of(FLAWS)),
        Credentials=_pattern(_one_of(CREDENTIALS)),
        Refusal=_pattern(_one_of(REASONS), REASONS.__getitem__),
        Plan=_pattern("free|early|mid|enterprise"),
        Forgery=_pattern(_one_of(KINDS)),
        Lasting=_pattern("sign-in|session"),
        Circle=_pattern(_one_of(CIRCLES)),
        RecordFlaw=_pattern(_one_of(RECORD_FLAWS)),
        Rise=_pattern(_one_of(RISES)),
        WrittenDown=_pattern(
            "signed in|signed out|was locked out|changed the password|ended (?:a|every) sign-in|removed somebody"
            "|deleted a conversation"
        ),
        ForeignPage=_pattern(_one_of(PAGES)),
        Provider=_pattern(_one_of(PROVIDERS)),
        Likeness=_pattern(_one_of(LOOKALIKES)),
        ProviderTrouble=_pattern(_one_of(single_sign_on.TROUBLES)),
        Proof=_pattern(_one_of(PROOFS)),
        Return=_pattern(_one_of(RETURNS)),
        Article=_pattern("an?"),
        Role=_pattern("owner|admin|analyst|viewer|operator"),
        Parting=_pattern(_one_of(PARTINGS)),
        Count=_pattern(r"\d+", int),
        Questions=_pattern(r"\d+ questions?", lambda text: int(text.split()[0])),
        Deed=_pattern(_one_of(DEEDS)),
        Doors=_pattern(_one_of(DOORS), DOORS.__getitem__),
        Asks=_pattern("asks|ask"),
        Receives=_pattern("receives|receive|each receive"),
        Organisation=_pattern(_one_of(OWNERS)),
        Health=_pattern("healthy|degraded|unhealthy"),
        Has=_pattern("has|have|each have"),
        Budget=_pattern(_one_of(BUDGETS)),
        Soon=_pattern(rf"at once|within the (?:{_one_of(BUDGETS)}) budget", _budget_named),
        Service=_pattern(_one_of(SERVICES), SERVICES.__getitem__),
        State=_pattern(_one_of(STATES)),
        Process=_pattern(_one_of(PROCESSES), PROCESSES.__getitem__),
        Ending=_pattern(_one_of(ENDINGS), ENDINGS.__getitem__),
        Fate=_pattern(_one_of(FATES)),
        Closing=_pattern(_one_of(CLOSINGS), CLOSINGS.__getitem__),
        Mistake=_pattern(_one_of(MISTAKES)),
        Measure=_pattern(_one_of(MEASURES), MEASURES.__getitem__),
        Trouble=_pattern(_one_of(TROUBLES), TROUBLES.__getitem__),
        Title=_pattern(r'[^"]+'),
        ThreadFlaw=_pattern(_one_of(THREAD_FLAWS)),
        NoId=_pattern(_one_of(NO_IDS), NO_IDS.__getitem__),
        Starts=_pattern("starts|each start"),
        Possessor=_pattern("owner|organisation"),
        Act=_pattern(_one_of(ACTS)),
        SoughtBy=_pattern(_one_of(SOUGHT_BY), SOUGHT_BY.__getitem__),
        Found=_pattern(r"[A-Z][\w ]*(?: and [A-Z][\w ]*)?|nothing", _found),
        LifeState=_pattern(_one_of(LIFE_STATES)),
        LifeStates=_pattern(rf"(?:{_one_of(LIFE_STATES)})(?:, (?:{_one_of(LIFE_STATES)}))*", _listed),
        ToldState=_pattern(_one_of({*LIFE_STATES, *ANNOUNCED, "edited"})),
        Allowed=_pattern(_one_of(ALLOWED)),
        Version=_pattern("older|newer|unknown"),
        Agent=_pattern(_AGENTS),
        First=_pattern(r"first(?: \d+)?", lambda text: int(text.split()[1]) if " " in text else 1),
        Times=_pattern("once|twice", {"once": 1, "twice": 2}.__getitem__),
        RunFact=_pattern(_one_of(RUN_FACTS), RUN_FACTS.__getitem__),
        Share=_pattern(_one_of(SHARES), SHARES.__getitem__),
        Stage=_pattern(_one_of(STAGES)),
        Way=_pattern(_one_of(WAYS)),
        Course=_pattern("states|phases"),
        Wanted=_pattern(_one_of((*NOBODYS, *(f"the run of {person}" for person in PARTS)))),
        Trait=_pattern(_one_of(TRAITS)),
        Alert=_pattern(_one_of(ALERTS)),
        Breaker=_pattern("open|closed"),
        Seconds=_pattern(r"\d+(?:\.\d+)?", float),
        Cause=_pattern(_one_of(CAUSES), CAUSES.__getitem__),
        Topics=_pattern(rf"(?:{_one_of(TOPICS)})(?:, (?:{_one_of(TOPICS)}))*(?: and (?:{_one_of(TOPICS)}))?", _listed),
        Agents=_pattern(rf"(?:{_AGENTS})(?:, (?:{_AGENTS}))*(?: and (?:{_AGENTS}))?", _agents),
        FailingAgent=_pattern(_one_of(CALLS_BEFORE)),
        Finding=_pattern(_one_of(FINDINGS)),
        Dollars=_pattern(r"\d+ dollars?", lambda text: int(text.split()[0])),
        Span=_pattern(r"\d+ seconds?", lambda text: int(text.split()[0])),
        Words=_pattern(r"[a-z]+(?:, [a-z]+)+ and [a-z]+", _listed),
    )
