"""What business answers are judged by: each judgement is shown something wrong, and something right."""

from __future__ import annotations

from decimal import Decimal

import pytest

from support.actors import rubric
from support.targets.canon import Answer, Figure

SLOW = "How fast: the model b answers half within 9 ms and 95 in 100 within 2,000 ms (latency)."


def answer(text: str = "", figures: tuple[Figure, ...] = (), recommendations: tuple[str, ...] = ()) -> Answer:
    return Answer(text, figures, recommendations, ("Decide who does it.",), 0.9, (), None)


def figure(name: str, subject: str | None, value: str) -> Figure:
    return Figure(name, subject, Decimal(value), None)


RATES = (figure("error_rate", "Initech", "30"), figure("error_rate", "Hooli", "2.5"))


def test_the_one_that_leads_is_found_where_figures_and_words_say_so() -> None:
    rubric.finds(answer("Customers of Initech see 30.0% fail.", RATES), "Initech", "error_rate")


@pytest.mark.parametrize(
    ("text", "figures", "subject"),
    [
        ("Customers of Initech see 30.0% fail.", RATES, "Hooli"),
        ("Customers of Initech see 12.0% fail.", RATES, "Initech"),
        ("Customers see 30.0% fail.", RATES, "Initech"),
        ("Customers of Initech see 0.0% fail.", (figure("error_rate", "Initech", "0"),), "Initech"),
        ("Customers of Initech see 30.0% fail.", (), "Initech"),
    ],
)
def test_another_leader_another_figure_or_no_word_of_it_is_noticed(
    text: str, figures: tuple[Figure, ...], subject: str
) -> None:
    with pytest.raises(AssertionError):
        rubric.finds(answer(text, figures), subject, "error_rate")


def test_advice_counts_where_it_is_a_sentence_of_its_own() -> None:
    twice = ("Look after Initech first and soon.", "To keep Initech, tell them the cause.")
    rubric.advises(answer(recommendations=twice), "Initech", 2)
    for advice in ((*twice[:1],), (twice[0], twice[0]), (twice[0], "Initech!")):
        with pytest.raises(AssertionError):
            rubric.advises(answer(recommendations=advice), "Initech", 2)


def test_a_saving_has_to_reach_the_target_in_figures_and_in_words() -> None:
    figures = (figure("planned_saving", None, "15000.25"),)
    rubric.saves(answer("It saves $15,000.25 in all.", figures), 15000)
    with pytest.raises(AssertionError, match="target"):
        rubric.saves(answer("It saves $15,000.25 in all.", figures), 15001)
    with pytest.raises(AssertionError, match="not in words"):
        rubric.saves(answer("It saves a lot.", figures), 15000)
    with pytest.raises(AssertionError, match="no figure"):
        rubric.saves(answer("It saves $15,000.25 in all."), 15000)


def test_the_slowest_come_first_in_figures_and_in_words() -> None:
    ordered = (figure("latency_p95", "b", "2000"), figure("latency_p95", "a", "300"))
    rubric.in_order_of_slowness(answer(SLOW, ordered))
    for text, figures in ((SLOW, ordered[::-1]), ("Fast enough.", ordered), (SLOW.replace("2,000", "300"), ordered)):
        with pytest.raises(AssertionError):
            rubric.in_order_of_slowness(answer(text, figures))


def test_the_depth_is_the_plans_own() -> None:
    ten = tuple(f"Do the step number {number}." for number in range(10))
    rubric.has_depth(answer("You spent it.", (), ten[:2]), "free")
    rubric.has_depth(answer("Executive summary: all is well.", (), ten), "enterprise")
    for text, count, plan in (
        ("You spent it.", 3, "free"),
        ("Executive summary: all is well.", 2, "free"),
        ("You spent it.", 10, "enterprise"),
        ("Executive summary: all is well.", 9, "enterprise"),
    ):
        with pytest.raises(AssertionError):
            rubric.has_depth(answer(text, (), ten[:count]), plan)
