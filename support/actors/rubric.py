"""What a business answer is judged by: facts and figures, in the depth that the plan promises (CONTRACT.md, "Accounts"
and "Agents and workflow")."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from support.actors import plans
from support.actors.figures import SAVINGS
from support.evidence.about import about_subject
from support.targets.canon import Answer

MEASURES = {
    "fails most": "error_rate",
    "is slowest": "latency_p95",
    "weighs most": "segment_cost",
    "is the least reliable": "model_error_rate",
}
"""A feature's words for what a subject leads in, and the figure that says so."""

SUMMARY = "Executive summary"


@about_subject
def finds(answer: Answer, subject: str, measure: str) -> None:
    """Of the answer's figures of that measure the subject's is the greatest, above nothing, and the words say it."""
    found = {figure.subject: figure.value for figure in answer.figures if figure.name == measure}
    assert found, f"the answer has no figure {measure}"
    leads = max(found, key=lambda each: found[each])
    assert leads == subject, f"by {measure} the answer puts {leads!r} first; expected {subject!r}: {found}"
    assert found[leads] > 0, f"by {measure} nobody stands out: {found}"
    shown = {f"{found[leads]:,.{places}f}" for places in (0, 1, 2)}
    said = [each for each in re.split(r"(?<=[.!?])\s", answer.text) if subject in each]
    assert any(number in each for each in said for number in shown), (
        f"no sentence gives {subject!r} its {measure}, one of {sorted(shown)}: {said}"
    )


@about_subject
def advises(answer: Answer, words: str, count: int) -> None:
    """So many recommendations at least, each a sentence of its own, are about these words."""
    about = {advice for advice in answer.recommendations if words.lower() in advice.lower() and len(advice.split()) > 4}
    assert len(about) >= count, f"{len(about)} steps about {words!r}; expected {count}: {answer.recommendations}"


@about_subject
def says(answer: Answer, words: str) -> None:
    """The answer's words name it."""
    assert words in answer.text, f"the answer does not name {words!r}: {answer.text!r}"


@about_subject
def saves(answer: Answer, dollars: int) -> None:
    """A saving of at least so many dollars stands among the figures and, in dollars and cents, in the words."""
    found = [figure.value for figure in answer.figures if figure.name in SAVINGS]
    assert found, "the answer has no figure of a saving"
    most = max(found)
    assert most >= dollars, f"the greatest saving is {most}; the target is {dollars}"
    assert f"${most.quantize(Decimal('0.01')):,}" in answer.text, f"the saving {most} is not in words: {answer.text!r}"


@about_subject
def in_order_of_slowness(answer: Answer) -> None:
    """The models stand in the order of their slowest requests, slowest first, in the figures and in the words."""
    found = [figure for figure in answer.figures if figure.name == "latency_p95"]
    assert len(found) > 1, f"{len(found)} models are compared; expected several"
    for slower, faster in pairwise(found):
        assert slower.value >= faster.value, f"{faster.subject} ({faster.value}) stands behind {slower.subject}"
    said = [int(each.replace(",", "")) for each in re.findall(r"within ([\d,]+) ms \(latency\)", answer.text)]
    expected = [round(figure.value) for figure in found][: len(said)]
    assert said, f"the words give no latency: {answer.text!r}"
    assert len(said) == 1 or said == sorted(said, reverse=True), f"the words give the latencies as {said}"
    assert said[0] == expected[0], f"the words begin with {said[0]} ms; the slowest takes {expected[0]} ms"


@about_subject
def has_depth(answer: Answer, plan: str) -> None:
    """As many recommendations as the plan promises, all different, and a summary for those who decide where, and only
    where, the plan has one: it opens the answer."""
    promised = plans.RECOMMENDATIONS[plan]
    assert len(set(answer.recommendations)) == promised, (
        f"{len(set(answer.recommendations))} recommendations; the {plan} plan promises {promised}, given the material"
    )
    opens = answer.text.lstrip().startswith(SUMMARY)
    assert opens == (plan in plans.SUMMARY), (
        f"the {plan} plan promises {'a' if plan in plans.SUMMARY else 'no'} summary; the answer opens with"
        f" {answer.text[:60]!r}"
    )
    assert answer.text.count(SUMMARY) == int(plan in plans.SUMMARY), f"a summary is not the plan's: {answer.text!r}"
