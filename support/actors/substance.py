"""What an answer has to hold: assertions over its words and figures.

The promises are those of CONTRACT.md, "Agents and workflow"; expected figures come from the records sent.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from itertools import pairwise

from support.actors import plans
from support.actors.figures import SAVINGS, Oracle
from support.actors.question import Story
from support.evidence.about import about, about_subject
from support.targets.canon import Answer

ECHO = 0.6
"""An answer whose opening resembles the question by more than this share is an echo."""

TOPICS = {
    "the cost of models": {"model_cost"},
    "the cost of features": {"feature_cost"},
    "the cost of segments": {"segment_cost"},
    "the latency": {"latency_p50", "latency_p95"},
    "the savings": SAVINGS,
    "the share of segments": {"segment_share"},
    "the risk": {"error_rate"},
    "the compliance": {"unattributed_cost", "error_share"},
    "the trend": {"recent_cost", "cost_change"},
    "the quality of models": {"model_error_rate"},
}
"""What a question of many parts can be about, and the figures that each part asks for, one of them at least."""


@about_subject
def agrees(answer: Answer, oracle: Oracle) -> None:
    """Every figure of the answer, listed or in its words, is what the records give; there is at least one where
    there are records."""
    wrong = oracle.disagreements(answer)
    assert not wrong, "the answer does not agree with the records:\n  " + "\n  ".join(wrong)
    assert answer.figures or not oracle.figures, "the records give figures; the answer has none"


@about_subject
def names_driver(answer: Answer, model: str) -> None:
    """The model is the one with the greatest cost among the answer's figures, and its words name it first."""
    costs = {figure.subject: figure.value for figure in answer.figures if figure.name == "model_cost"}
    assert costs, "the answer has no cost of any model"
    biggest = max(costs, key=lambda subject: costs[subject])
    assert biggest == model, f"the answer's biggest cost driver is {biggest!r}; expected {model!r}"
    places = {str(subject): _place(answer.text, str(subject)) for subject in costs}
    named = {subject: place for subject, place in places.items() if place is not None}
    assert model in named, f"the answer's words do not name {model!r}: {answer.text!r}"
    first = min(named, key=lambda subject: named[subject])
    assert first == model, f"the answer names {first!r} before {model!r}: {answer.text!r}"


@about_subject
def quantifies_savings(answer: Answer, oracle: Oracle) -> None:
    """Some saving that the records allow stands in the answer's words, in dollars and cents."""
    possible = {value for (name, _), value in oracle.figures.items() if name in SAVINGS and value > 0}
    assert possible, "the records of this scenario allow no saving; it cannot ask for one"
    said = _dollars(" ".join((answer.text, *answer.recommendations)))
    displayed = {f"{value:,.2f}" for value in possible}
    assert said & displayed, f"no saving in the answer's words: possible {sorted(displayed)}, said {sorted(said)}"


@about_subject
def recommends(answer: Answer, plan: str) -> None:
    """Recommendations (no more than the plan gives), next steps and a confidence between 0 and 1 that is stated."""
    most = plans.RECOMMENDATIONS[plan]
    assert 1 <= len(answer.recommendations) <= most, (
        f"{len(answer.recommendations)} recommendations; the {plan} plan gives 1 to {most}"
    )
    for advice in (*answer.recommendations, *answer.next_steps):
        assert len(advice.split()) >= 4, f"advice that is no sentence: {advice!r}"
    assert len(set(answer.recommendations)) == len(answer.recommendations), (
        f"the same recommendation twice: {answer.recommendations}"
    )
    assert answer.next_steps, "the answer says nothing about what comes next"
    assert answer.confidence is not None, "the answer does not say how sure it is"
    assert 0 < answer.confidence <= 1, (
        f"confidence {answer.confidence}; expected above 0, at most 1, with records at hand"
    )
    assert "confiden" in answer.text.lower(), f"the answer's words state no confidence: {answer.text!r}"


@about_subject
def covers(answer: Answer, topics: Sequence[str]) -> None:
    """Each of these parts (of :data:`TOPICS`) has its figures, and the answer's words give one of them."""
    words = " ".join((answer.text, *answer.recommendations))
    for topic in topics:
        figures = [figure for figure in answer.figures if figure.name in TOPICS[topic]]
        assert figures, f"no figure of the answer is about {topic}; its figures: {sorted(set(_names(answer)))}"
        shown = {f"{figure.value:,.{places}f}" for figure in figures for places in (0, 1, 2)}
        assert any(_place(words, each) is not None for each in shown), (
            f"the answer's words give no figure about {topic}; possible are {sorted(shown)}: {words!r}"
        )


@about_subject
def says_what_comes_next(answer: Answer) -> None:
    """At least one next step, in words."""
    assert answer.next_steps, f"the answer says nothing about what comes next: {answer.text!r}"
    for step in answer.next_steps:
        assert len(step.split()) >= 4, f"a next step that is no sentence: {step!r}"


def differ(one: Story, other: Story) -> None:
    """Two answers differ in words and in the figures that they rest on."""
    with about(one.ended, other.ended):
        assert one.answer.text != other.answer.text, f"the same answer twice: {one.answer.text!r}"
        names = [{figure.name for figure in story.answer.figures} for story in (one, other)]
        assert names[0] != names[1], f"both answers rest on the same figures: {sorted(names[0])}"


def each_adds(stories: Sequence[Story]) -> None:
    """Each answer after the first rests on some figure that none before it had."""
    known: set[str] = set()
    for told in stories:
        names = {figure.name for figure in told.answer.figures}
        with about(told.ended):
            assert names - known, f"{told.question.text!r} added nothing to {sorted(known)}"
        known |= names


@about_subject
def is_no_echo(story: Story) -> None:
    """The answer is longer than the question and does not give it back."""
    question, words = story.question.text, story.answer.text
    assert len(words) > len(question), f"the answer is no longer than its question: {words!r}"
    alike = difflib.SequenceMatcher(None, question.lower(), words[: 2 * len(question)].lower()).ratio()
    assert alike < ECHO, f"the answer gives its question back ({alike:.0%} alike): {words!r}"


@about_subject
def recalls(answer: Answer, words: str) -> None:
    """The answer's words hold what was said before."""
    assert words in answer.text, f"the answer does not recall {words!r}: {answer.text!r}"


@about_subject
def does_not_recall(answer: Answer, words: str) -> None:
    """Nothing of the answer holds what was said elsewhere."""
    told = " ".join((answer.text, *answer.recommendations, *answer.next_steps))
    assert words not in told, f"the answer knows {words!r}, which was said in another conversation: {told!r}"


@about_subject
def has_subject(answer: Answer, words: str) -> None:
    """Some figure is about exactly these words."""
    subjects = sorted({figure.subject for figure in answer.figures if figure.subject})
    assert words in subjects, f"no figure names {words!r} unchanged; they name {subjects}"
    assert words in answer.text, f"the answer's words do not name {words!r} unchanged: {answer.text!r}"


def answered_in_turn(stories: Sequence[Story]) -> None:
    """Each has its own run and answer, and none started before the one ahead had ended."""
    runs = [told.ended.run_id for told in stories]
    assert len(set(runs)) == len(runs), f"questions share runs: {runs}"
    for ahead, told in pairwise(stories):
        assert ahead.answer.text, f"{ahead.question.text!r} was answered without words"
        assert told.answer.text, f"{told.question.text!r} was answered without words"
        with about(told.started):
            assert told.started.number > ahead.ended.number, (
                f"{told.question.text!r} started before {ahead.question.text!r} had ended"
            )


def _names(answer: Answer) -> list[str]:
    return [figure.name for figure in answer.figures]


def _place(text: str, subject: str) -> int | None:
    found = re.search(rf"(?<![\w.-]){re.escape(subject)}(?![\w-]|\.\w)", text)
    return found.start() if found else None


def _dollars(text: str) -> set[str]:
    return set(re.findall(r"\$\s?([\d,]+\.\d\d)\b", text)) | set(re.findall(r"([\d,]+\.\d\d) (?:USD|dollars)", text))
