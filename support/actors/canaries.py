"""Canaries: unguessable words that are planted with customers and then searched for with everybody else.

All of a scenario's canaries begin alike, so that one search finds every one of them: in whatever reached an actor
(the tape has it), in each row of each table, in each key of Redis, and in the logs.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING, cast

from support.actors import conditions, records
from support.evidence.about import about
from support.runs.outcomes import NotOffered
from support.stores import cache
from support.targets.canon import Answer

if TYPE_CHECKING:
    from support.actors.actor import Actor
    from support.world import World

SHARED = frozenset({"feature", "segment"})
"""What is planted in records belongs to the whole company; all else is its owner's alone."""

_QUESTION = "What do we spend on it, by feature and segment?"

_ROWS = (("feature", "gpt-4o", 6), ("segment", "gpt-4o-mini", 5))


@dataclasses.dataclass(frozen=True)
class Canary:
    """One word; ``kind`` says where it was planted: feature, segment, title, fact, message or error."""

    word: str
    owner: str
    kind: str

    @property
    def shared(self) -> bool:
        """Whether colleagues may come across it."""
        return self.kind in SHARED


class Canaries:
    """The canaries of one scenario, by word."""

    def __init__(self) -> None:
        self.planted: dict[str, Canary] = {}

    def of(self, owner: str, *kinds: str) -> list[Canary]:
        """The owner's canaries, of these kinds."""
        return [each for each in self.planted.values() if each.owner == owner and (not kinds or each.kind in kinds)]


def mark(world: World) -> str:
    """How every canary of the scenario begins."""
    seed = f"{world.wire.tape.head['seed']}:{world.scenario_id}"
    return f"canary{hashlib.sha256(seed.encode()).hexdigest()[:10]}"


def new(world: World, person: str, kind: str) -> str:
    """A new canary of that person's, planted by whoever asked for it."""
    word = f"{mark(world)}{world.cast[person].word()}"
    world.facts.canaries.planted[word] = Canary(word, person, kind)
    return word


def plants(world: World, people: Sequence[str]) -> None:
    """Each person's company has canaries in its records, each person one in a title and one in a fact of a
    conversation of their own."""
    for person in people:
        world.cast.signed_in(person)
    imports, openings = [], []
    for person in people:
        features = [
            {"model": model, "requests": str(count), "prompt tokens": str(1000 * count), kind: new(world, person, kind)}
            for kind, model, count in _ROWS
        ]
        rows = cast("list[records.Row]", features)
        world.facts.records[person] = records.spend(rows, world.now(), records.LIST_PRICES)
        imports.append((world.cast[person], world.facts.records[person]))
        title, fact = new(world, person, "title"), new(world, person, "fact")
        openings.append((world.cast[person], f"Plan {title}", {"focus": fact}))
    for person, count in zip(people, world.cast.import_together(imports), strict=True):
        assert count == len(world.facts.records[person]), f"{count} of {person}'s records were counted back"
    for person, thread in zip(people, world.cast.open_together(openings), strict=True):
        world.facts.threads[person] = thread.id


def asks(world: World, people: Sequence[str], questions: Sequence[str] = ()) -> None:
    """Each asks in their own conversation about what they spend, or that question, with a canary in it, and makes a
    mistake that holds another; all questions are on their way before any answer is followed."""
    for person, question in zip_longest(people, questions, fillvalue=_QUESTION):
        actor, thread = world.cast[person], world.facts.threads[person]
        text = f"We call it {new(world, person, 'message')}. {question}"
        world.facts.questions.setdefault(person, []).append(actor.asks(text, thread=thread))
        actor.tab().asks_nothing(thread, new(world, person, "error"))


def come_home(world: World, person: str) -> None:
    """The person's answer is in words, rests on the company's own records alone, and every canary of the person's has
    come to the person."""
    story = world.cast[person].follows(world.facts.questions[person][-1], "burst")
    world.cast[person].expects(conditions.refused(), since=story.question.cursor, within="at once")
    with about(story.ended):
        _rests_on_own(world, person, story.answer)
    reached = "\n".join(_received(world, world.cast[person]))
    missing = [each.kind for each in world.facts.canaries.of(person) if each.word not in reached]
    assert not missing, f"{person} never got back what was planted in {', '.join(missing)}"


def is_of_this_conversation(world: World, person: str) -> None:
    """The latest answer, in words, holds no canary that the person has planted in another conversation."""
    story = world.cast[person].follows(world.facts.questions[person][-1])
    said = "\n".join((story.answer.text, *story.answer.recommendations, *story.answer.next_steps))
    with about(story.ended):
        assert said.strip(), f"{person} was answered without words"
        for canary in world.facts.canaries.of(person, "title", "fact", "message"):
            assert canary.word not in said, f"the answer knows the {canary.kind} of another conversation: {said!r}"


def stay_private(world: World) -> None:
    """Nobody received a canary that is not theirs, or their company's."""
    found = [
        f"{actor.name} received what {canary.owner} has planted in the {canary.kind}"
        for actor in world.cast.present()
        for canary in _in(world, _received(world, actor))
        if not _may_know(world, actor, canary)
    ]
    assert not found, "canaries have flown:\n  " + "\n  ".join(found)


def are_kept_apart(world: World) -> None:
    """Every row that holds a canary is its owner's, or of the owner's company, and some do; every key of Redis that
    holds one is named after its owner."""
    planted, stage = world.facts.canaries.planted, world.cast.stage
    held = stage.rows(stage.dialect.holding(stage.rows(stage.dialect.kept_tables)), mark(world))
    stray = []
    for each in held:
        canary = planted.get(each.word)
        owner = world.cast[canary.owner].account if canary else None
        company = owner.organisation.id if owner and owner.organisation else None
        if canary is None or owner is None or each.company != company:
            stray.append(f"{each.place} keeps a canary of {canary.owner if canary else 'nobody'} for {each.company}")
        elif not canary.shared and each.person not in (owner.id, None):
            stray.append(f"{each.place} keeps a canary of {canary.owner}'s {canary.kind} for user {each.person}")
    for key, word in cache.words(world, mark(world)):
        canary = planted.get(word)
        owner = world.cast[canary.owner].account if canary else None
        ids = [owner.id, *([owner.organisation.id] if owner.organisation else [])] if owner else []
        if not stage.dialect.keyed(key, ids):
            stray.append(f"the key {key} holds a canary of {canary.owner if canary else 'nobody'}")
    assert not stray, "what is kept is mixed up:\n  " + "\n  ".join(stray)
    kept = {each.word for each in held}
    lost = [each for each in planted.values() if each.word not in kept and each.kind != "error"]
    assert not lost, f"not kept at all: {[f'{each.owner} {each.kind}' for each in lost]}"


def are_not_logged(world: World) -> None:
    """No line of any service's log holds a canary, and there are lines."""
    logged = world.log_lines(mark(world))
    if logged is None:
        raise NotOffered(f"{world.target.name} does not let the suite read its logs")
    lines, found = logged
    assert lines, "no service has logged anything since the scenario began"
    assert not found, "canaries stand in the logs:\n  " + "\n  ".join(found[:5])


def notes(world: World, person: str) -> None:
    """Remembers all that is kept of the person and the person's company."""
    world.cast.signed_in(person)
    world.facts.traces[person] = _traces(world, person)


def is_untouched(world: World, person: str) -> None:
    """All that is kept of the person is byte for byte what it was when it was noted, and the person finds it so."""
    before, after = world.facts.traces[person], _traces(world, person)
    changed = sorted(place for place in {*before, *after} if before.get(place) != after.get(place))
    assert not changed, f"of what is kept of {person}, this has changed: {', '.join(changed)}"
    listed = [thread.id for thread in world.cast[person].threads().value]
    own = [world.facts.threads[person]] if person in world.facts.threads else []
    assert listed == own, f"{person} has the conversations {own}; listed are {listed}"


def _traces(world: World, person: str) -> dict[str, str]:
    stage, account = world.cast.stage, world.cast[person].account
    ids = "|".join([account.id, *([account.organisation.id] if account.organisation else [])])
    tables = stage.rows(stage.dialect.kept_tables)
    return {each.place: each.word for each in stage.rows(stage.dialect.traces(tables), ids)}


def _rests_on_own(world: World, person: str, answer: Answer) -> None:
    assert answer.text, f"{person} was answered without words"
    shared = [each for other in world.cast.present() if _colleagues(world, person, other)
              for each in world.facts.canaries.of(other.name)]  # fmt: skip
    own = {each.word for each in (*world.facts.canaries.of(person), *shared)}
    costs = {figure.subject: figure.value for figure in answer.figures if figure.name == "feature_cost"}
    foreign = [subject for subject in costs if str(subject).startswith(mark(world)) and subject not in own]
    assert not foreign, f"{person}'s answer rests on features of somebody else's records"
    [feature] = [each.word for each in world.facts.canaries.of(person, "feature")]
    cost = sum((each.cost_usd for each in world.facts.records[person] if each.feature == feature), Decimal(0))
    assert costs.get(feature) == cost, f"{person}'s own feature cost {cost:f}; the answer says {costs.get(feature)}"


def _colleagues(world: World, person: str, other: Actor) -> bool:
    own = world.cast[person].account.organisation
    return bool(own and other.has_account and other.account.organisation and other.account.organisation.id == own.id)


def _may_know(world: World, actor: Actor, canary: Canary) -> bool:
    return canary.owner == actor.name or (canary.shared and _colleagues(world, canary.owner, actor))


def _received(world: World, actor: Actor) -> Iterator[str]:
    """Whatever came to the actor from outside: answers with their headers, frames, handshakes, closes."""
    yield from world.wire.tape.received(actor.name)


def _in(world: World, texts: Iterator[str]) -> list[Canary]:
    words = {word for text in texts for word in re.findall(rf"{mark(world)}[0-9a-f]+", text)}
    return [world.facts.canaries.planted[word] for word in sorted(words)]
