"""What is made from run.json: page, summary, JUnit, Allure's surroundings. Escaped, self-contained, quick, small."""

from __future__ import annotations

import html
import json
import re
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from support.actors.budgets import of_settings
from support.evidence.allure_surroundings import CATEGORIES, executor
from support.report import business_page, golden_path, junit, render, summary
from support.settings import Settings
from support.value.requirements import read_requirements
from support.value.verdict import RowState, Word
from tests.report import made_up
from tests.small_suite import SmallSuite

STEPS = """
from behave import given, then
@given("{who} is there")
def there(context, who): pass
@then("it holds")
def holds(context): pass
@then("it breaks")
def breaks(context): assert False, "expected <b>1</b> & 2,\\nsaw \\x07 nothing"
"""


@pytest.fixture
def document(suite: SmallSuite) -> dict[str, Any]:
    suite.steps(STEPS)
    suite.feature(
        """
        @value.answers
        Feature: Answers <i>matter</i>
          For every customer who pays for AI

          Rule: An answer is right

            @golden_path @req.GP-01
            Scenario: It holds & lasts
              Given Ada is there
              Then it holds

            @golden_path @req.GP-02
            Scenario: It breaks
              Given Ada is there
              Then it breaks
        """
    )
    ran = suite.run()
    assert ran.code == 1, ran.out + ran.err
    return ran.document()


def test_the_page_says_the_same_as_the_run(document: dict[str, Any], suite: SmallSuite) -> None:
    page = (suite.folder / "reports" / "business-value.html").read_text()
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading is not None
    assert html.unescape(re.sub(r"<[^>]+>", "", heading[1])) == document["verdict"]["sentence"]
    assert heading[1].startswith("Hold: 1 of 2 promises held; ")
    assert "<code>behave features/one.feature:14</code>" in page
    for word in ("works", "broken", "not_checked", "no_check_yet"):
        assert re.search(rf'class="tile {word}"[^>]*><strong>{document["verdict"][word]}</strong>', page)
    assert "For every customer who pays for AI" in page
    assert "$500K" in page


def test_the_page_is_one_file_and_escapes_what_it_shows(document: dict[str, Any]) -> None:
    page = business_page.render(document)
    assert "Answers &lt;i&gt;matter&lt;/i&gt;" in page
    assert "expected &lt;b&gt;1&lt;/b&gt; &amp; 2" in page
    assert not re.search(r"<script[^>]|<link|@import|url\(|src=", page)
    assert not re.search(r"https?://", page)
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors
    assert len(re.findall(r'id="[^"]+"', page)) == len(anchors)


def test_500_scenarios_make_a_page_under_2_s_and_2_mb(tmp_path: Path) -> None:
    document = made_up.write(tmp_path)
    assert len(document["scenarios"]) == 500
    started = time.perf_counter()
    page = business_page.write(document, tmp_path)
    assert time.perf_counter() - started < 2
    assert page.stat().st_size < 2_000_000


def test_every_number_of_the_page_comes_from_the_run(tmp_path: Path) -> None:
    document = made_up.write(tmp_path)
    page = (tmp_path / business_page.NAME).read_text()
    golden = re.search(r'<ol class="path">(.*?)</ol>', page, re.DOTALL)
    assert golden is not None
    assert re.findall(r'<li class="(\w+)">', golden[1]) == [each["state"] for each in document["golden_path"]]
    answer = next(each for each in document["latency_ms"] if each["name"] == "answer")
    assert f"<strong>{answer['p50']:.0f} ms</strong> as a rule, promised within 5.0 s" in golden[1]
    passed, judged = document["trends"][-1]["rates"]["scenarios"]
    assert f"<strong>{passed} of {judged}</strong>" in page
    assert (passed, judged) == (document["counts"]["passed"], document["counts"]["passed"] + 6)
    counts = document["proof"]["by_stream"]["answers"]
    assert f"<td>{counts['noticed']} of {counts['defects']} noticed</td>" in page
    assert f"<td>{counts['killed']} of {counts['tampered']} noticed</td>" in page
    assert "expired on 2026-10-31" in page


def test_a_step_of_the_golden_path_is_as_good_as_the_worst_of_its_promises() -> None:
    words = {row: Word.WORKS for step in golden_path.read_steps() for row in step.promises} | {"EV-06": Word.BROKEN}
    rows = {row: RowState(row, word, "covered") for row, word in words.items()}
    steps = golden_path.steps(rows, [], [])
    assert [each["name"] for each in steps if each["state"] == "broken"] == ["Gets the answer"]
    assert set(words) <= set(read_requirements())
    assert {each.time for each in golden_path.read_steps()} - {None} <= set(of_settings(Settings(), live_model=False))


def test_the_summary_begins_with_the_verdict_and_names_what_needs_somebody(document: dict[str, Any]) -> None:
    lines = summary.lines(document)
    assert lines[0] == f"# {document['verdict']['sentence']}"
    assert "- **failed** It breaks" in lines
    assert "  `behave features/one.feature:14`" in lines


def test_junit_survives_signs_that_xml_forbids(document: dict[str, Any], tmp_path: Path) -> None:
    assert junit.write(document, tmp_path) == 2
    root = ET.parse(tmp_path / "junit" / "TESTS-one.xml").getroot()
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "0")
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "failed: expected <b>1</b> & 2,"
    assert "saw ? nothing" in str(failure.text)


def test_an_equal_file_name_in_two_folders_is_two_files(document: dict[str, Any], tmp_path: Path) -> None:
    for number, each in enumerate(document["scenarios"]):
        each["file"] = f"features/{number}/same.feature"
    junit.write(document, tmp_path)
    assert sorted(path.name for path in (tmp_path / "junit").iterdir()) == ["TESTS-0.same.xml", "TESTS-1.same.xml"]


def test_allure_gets_labels_links_and_surroundings(document: dict[str, Any], suite: SmallSuite) -> None:
    folder = suite.folder / "reports" / "allure-results"
    results = [json.loads(path.read_text()) for path in folder.glob("*-result.json")]
    broken = next(result for result in results if result["status"] == "failed")
    labels = {(each["name"], each["value"]) for each in broken["labels"]}
    assert {
        ("epic", "One"),
        ("feature", "Answers <i>matter</i>"),
        ("story", "An answer is right"),
        ("value", "Answers that save money"),
        ("severity", "normal"),
        ("tag", "golden_path"),
        ("requirement", "GP-02"),
    } <= labels
    assert [link["name"] for link in broken["links"]] == ["GP-02", "On the business page"]
    assert broken["links"][1]["url"].startswith("../business-value.html#SC-")
    assert broken["statusDetails"]["message"].startswith("expected <b>1</b> & 2,")
    assert "Target=embedded" in (folder / "environment.properties").read_text()
    assert json.loads((folder / "categories.json").read_text()) == CATEGORIES
    assert json.loads((folder / "executor.json").read_text())["name"]


def test_the_executor_is_known_by_its_variables() -> None:
    variables = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "a/b",
        "GITHUB_RUN_ID": "7",
        "GITHUB_RUN_NUMBER": "3",
    }
    known = executor(variables)
    assert (known["type"], known["buildUrl"], known["buildOrder"]) == (
        "github",
        "https://github.com/a/b/actions/runs/7",
        3,
    )
    assert executor({})["type"] == "local"


def test_without_node_the_report_says_so(
    document: dict[str, Any], suite: SmallSuite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(suite.folder)
    monkeypatch.setenv("PATH", str(suite.folder))
    assert render.main([]) == 0
    said = capsys.readouterr().out
    assert "Allure page:   not rendered: no Node on PATH" in said
    assert "catalogue:     reports/catalogue.html" in said
    assert 'href="catalogue.html"' in (suite.folder / "reports" / "business-value.html").read_text()


def test_without_a_run_there_is_nothing_to_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert render.main([]) == 2
    assert capsys.readouterr().err.startswith("reports/run.json does not exist: run behave first")
