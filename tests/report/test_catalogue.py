"""The catalogue lists what the suite has: steps with their words, uses and an example, tags, people, terms."""

from __future__ import annotations

from support.report import catalogue
from tests.small_suite import SmallSuite

STEPS = """
import parse
from behave import given, register_type, then
register_type(Plan=parse.with_pattern("free|early")(lambda text: text))
@given("{who} is on the {plan:Plan} plan")
def on_plan(context, who, plan): pass
@then("{who} is content")
def content(context, who): pass
@then("nobody says <this>")
def unused(context): pass
"""
FEATURE = """
@value.answers
Feature: F
  @smoke @req.GP-01 @golden_path
  Scenario Outline: <who> is content
    Given <who> is on the <plan> plan
    Then <who> is content
    Examples: people
      | who | plan  |
      | Ada | free  |
      | Ben | early |
"""


def test_every_step_tag_and_person_is_listed(suite: SmallSuite) -> None:
    suite.steps(STEPS)
    suite.feature(FEATURE)
    suite.write("docs/glossary.md", "| term | meaning |\n| --- | --- |\n| answer | what an agent says |\n")
    done = suite.goldenpath("catalogue")
    assert done.code == 0, done.err
    page = (suite.folder / "reports" / "catalogue.html").read_text()
    assert "<b>Given</b> <var>who</var> is on the <var>plan</var> plan" in page
    assert "<var>who</var> any words<br><var>plan</var> free, early" in page
    assert "Given Ada is on the free plan<br>" in page
    assert "features/one.feature:6" in page
    assert "nobody says &lt;this&gt;" in page
    assert "no feature uses it" in page
    assert "<code>@golden_path</code>" in page
    assert "<td>Mallory</td>" in page
    assert "<td>answer</td><td>what an agent says</td>" in page


def test_terms_are_read_out_of_the_glossary() -> None:
    table = "| term | meaning |\n| --- | --- |\n| run, runs | the agents' work |\n"
    assert catalogue.terms(table) == [("run, runs", "the agents' work")]
