"""Registers, verdict and its sentence: money counted once, four words, ship and hold from whole runs alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from support.value.requirements import Requirement, read_requirements
from support.value.sentence import Circumstances, LastWhole, ago, decision, names, sentence
from support.value.streams import StreamTree, money, read_streams
from support.value.tags import TagDictionary
from support.value.verdict import Assessment, Checked, Word, assess

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
NONE = dict.fromkeys(
    (
        "selected",
        "run",
        "passed",
        "failed",
        "broken",
        "not_testable",
        "not_offered",
        "not_permitted",
        "expected_failed",
        "flaky",
        "quarantined",
        "not_run",
    ),
    0,
)
TREE = """
[[stream]]
id = "all"
name = "All"
[[stream.claim]]
says = "$9"
usd_per_year = 900
counted = true
rows = []
source = "x"
[[stream]]
id = "paid"
parent = "all"
name = "Paid"
[[stream.claim]]
says = "$5"
usd_per_year = 500
counted = true
rows = []
source = "x"
[[stream.claim]]
says = "$4"
usd_per_year = 400
rows = []
source = "y"
[[stream]]
id = "free"
parent = "all"
name = "Free"
"""


def row(identity: str, stream: str) -> Requirement:
    return Requirement(identity, "c", "platform", stream, "All", "It works", "", "")


REGISTER = {each.id: each for each in (row("A-1", "paid"), row("A-2", "paid"), row("B-1", "free"), row("B-2", "free"))}


@pytest.fixture
def tree(tmp_path: Path) -> StreamTree:
    path = tmp_path / "revenue.toml"
    path.write_text(TREE)
    return read_streams(path)


def judged(tree: StreamTree, *checked: tuple[str, str], whole: bool = True, **more: frozenset[str]) -> Assessment:
    scenarios = [Checked(f"S{number}", (row,), status) for number, (row, status) in enumerate(checked)]
    return assess(REGISTER, tree, scenarios, whole=whole, **more)


def said(assessment: Assessment, *, whole: bool = True, last: LastWhole | None = None, **counts: int) -> str:
    return sentence(assessment, Circumstances("Smoke lane", whole, NONE | counts, NOW, last_whole=last))


@pytest.mark.parametrize(
    ("statuses", "word", "detail"),
    [
        (["passed"], Word.WORKS, "unproved"),
        (["passed", "failed"], Word.BROKEN, "failed"),
        (["passed", "flaky"], Word.BROKEN, "flaky"),
        (["expected_failed"], Word.BROKEN, "expected_failed"),
        (["passed", "broken"], Word.NOT_CHECKED, "broken"),
        (["not_testable"], Word.NOT_CHECKED, "not_testable"),
        (["quarantined"], Word.NOT_CHECKED, "quarantined"),
        (["not_run"], Word.NOT_CHECKED, "not_run"),
        (["not_offered"], Word.NOT_CHECKED, "not_offered"),
        (["passed", "not_permitted"], Word.WORKS, "unproved"),
        ([], Word.NO_CHECK, "no_scenario"),
    ],
)
def test_the_word_of_a_promise(tree: StreamTree, statuses: list[str], word: Word, detail: str) -> None:
    state = judged(tree, *[("A-1", status) for status in statuses]).rows["A-1"]
    assert (state.word, state.detail) == (word, detail)


def test_a_promise_is_covered_when_it_holds_and_is_proved(tree: StreamTree) -> None:
    assessment = judged(tree, ("A-1", "passed"), ("A-2", "failed"), proved=frozenset({"A-1", "A-2"}))
    assert [assessment.rows[each].detail for each in ("A-1", "A-2")] == ["covered", "failed"]


def test_what_was_left_unchecked_or_not_selected_is_not_checked(tree: StreamTree) -> None:
    assessment = judged(
        tree, ("A-1", "passed"), proved=frozenset({"A-1"}), unchecked=frozenset({"A-1"}), specified=frozenset({"A-2"})
    )
    assert [assessment.rows[each].detail for each in ("A-1", "A-2")] == ["busy_machine", "not_in_this_run"]
    assert not assessment.rows_with(Word.WORKS)


def test_a_stream_is_as_good_as_the_worst_of_its_own_and_its_childrens_promises(tree: StreamTree) -> None:
    assessment = judged(tree, ("A-1", "passed"), ("A-2", "passed"), ("B-1", "passed"), ("B-2", "failed"))
    assert {each.id: each.word for each in assessment.streams.values()} == {
        "all": Word.BROKEN,
        "paid": Word.WORKS,
        "free": Word.BROKEN,
    }


def test_money_is_counted_once_at_the_lowest_stream_with_an_amount(tree: StreamTree) -> None:
    assert tree.broken_down("all") == 900
    assert tree.not_broken_down("all") == 400
    assert judged(tree, ("A-1", "failed")).money == {"works": 0, "in_part": 0, "broken": 500, "untouched": 0}
    assert judged(tree, ("A-1", "passed")).money["in_part"] == 500
    assert judged(tree, ("A-1", "passed"), ("A-2", "passed")).money["works"] == 500


def test_only_a_whole_run_says_ship_or_hold(tree: StreamTree) -> None:
    good = judged(tree, ("A-1", "passed"))
    assert said(good, selected=1, passed=1) == (
        "Ship: 1 of 1 promise held, in streams worth $500 a year by the sources' claims; 3 promises have no check yet."
    )
    last = LastWhole(NOW - timedelta(hours=14), "hold")
    assert said(good, whole=False, last=last, selected=1, passed=1) == (
        "Smoke lane: 1 of 1 promise held. Ship or hold is decided by a whole run; the last one, 14 h ago, said hold."
    )


def test_hold_needs_a_broken_promise_in_a_stream_with_an_amount(tree: StreamTree) -> None:
    paid, free = judged(tree, ("A-1", "failed")), judged(tree, ("B-1", "failed"))
    assert (paid.hold, free.hold) == (True, False)
    assert not judged(tree, ("A-1", "failed"), whole=False).hold
    assert said(paid, failed=1).startswith("Hold: 0 of 1 promise held; A-1 is broken, in streams worth $500 a year")
    assert said(free, failed=1).startswith("Broken, where no amount stands: 0 of 1 promise held; B-1 is broken;")


def test_a_run_with_unjudged_scenarios_says_neither(tree: StreamTree) -> None:
    about = Circumstances("Whole run", True, NONE | {"broken": 2}, NOW)
    assessment = judged(tree, ("A-1", "broken"))
    assert decision(assessment, about) == "none"
    assert sentence(assessment, about).startswith("No verdict: 0 of 1 promise held; 2 scenarios could not be judged;")


def test_distrust_comes_before_everything(tree: StreamTree) -> None:
    about = Circumstances("Whole run", True, NONE, NOW, could_not_run="x", distrust=("a secret in run.json",))
    assert sentence(judged(tree), about) == "Do not trust this report: a secret in run.json."


def test_words_of_a_sentence() -> None:
    assert names(["A"]) == "A"
    assert names(["A", "B", "C"]) == "A, B and C"
    assert names(list("ABCDEFG")) == "A, B, C, D and 3 more"
    assert [ago(NOW - timedelta(seconds=each), NOW) for each in (5, 300, 7200, 200_000)] == [
        "just now",
        "5 min ago",
        "2 h ago",
        "2 d ago",
    ]
    assert [money(each) for each in (900, 12_000, 500_000, 2_000_000, 3_110_000)] == [
        "$900",
        "$12K",
        "$500K",
        "$2M",
        "$3.11M",
    ]


def test_every_claim_of_the_register_stands_in_revenue_toml_word_for_word() -> None:
    register, tree = read_requirements(), read_streams()
    claimed = {(each, claim.says) for stream in tree.streams.values() for claim in stream.claims for each in claim.rows}
    stated = {
        (identity, part.strip())
        for identity, each in register.items()
        if each.revenue_claim
        for part in each.revenue_claim.split(";")
    }
    assert claimed == stated


def test_every_promise_belongs_to_a_stream_of_the_closed_tree() -> None:
    tree = read_streams()
    assert {each.stream for each in read_requirements().values()} <= set(tree.streams)
    assert [stream.id for stream in tree.roots()] == ["platform"]
    assert all(sum(claim.counted for claim in stream.claims) <= 1 for stream in tree.streams.values())


def test_every_tag_says_what_it_means_and_what_decides_on_it() -> None:
    tags = TagDictionary.standard()
    assert all(tag.means and tag.decides for tag in tags.tags.values())
    assert tags.objection("req.GP-01") is None
    assert tags.objection("owasp.API1") is None
    assert tags.objection("req.") is not None
    assert tags.objection_in_expression("req.GP-*") is None
    assert tags.objection_in_expression("req.ZZ-*") is not None
    assert tags.severity(["critical", "golden_path"]) == "critical"
    assert tags.severity([]) == "normal"
    assert tags.permissions(["isolated", "load"]) == ["break_services", "load"]
