"""The catalogue, and the Allure page: it asks nobody for anything, and links lead both ways."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from support.report import catalogue
from tests.small_suite import SmallSuite

Opened = Callable[..., Page]
STEPS = """
from behave import then
@then("it {how}")
def it(context, how):
    assert how == "holds", "expected it to hold, saw that it does not"
"""
FEATURE = """
@value.answers
Feature: F
  @req.GP-01 @golden_path
  Scenario: A holds
    Then it holds
  @req.GP-02 @golden_path
  Scenario: B breaks
    Then it breaks
"""


def test_the_catalogue_of_the_suite_is_accessible_and_found_in(opened: Opened, tmp_path: Path) -> None:
    page = opened(catalogue.write(tmp_path), viewport={"width": 1280, "height": 900})
    assert Axe().run(page).response["violations"] == []
    every = page.locator(".item").count()
    page.get_by_label("Find").fill("answered within")
    assert 0 < page.locator(".item:visible").count() < every
    expect(page.locator("output")).to_contain_text("shown")


def test_allure_and_the_business_page_lead_to_each_other(opened: Opened, tmp_path: Path) -> None:
    suite = SmallSuite(tmp_path / "suite")
    suite.steps(STEPS)
    suite.feature(FEATURE)
    ran = suite.run()
    command = [str(Path(sys.executable).with_name("goldenpath")), "report"]
    said = subprocess.run(command, cwd=suite.folder, capture_output=True, text=True, check=True).stdout
    if "not rendered" in said:
        pytest.skip(said)
    identity = next(each["id"] for each in ran.document()["scenarios"] if each["status"] == "failed")
    index = ran.reports / "allure" / "index.html"

    allure = opened(index, viewport={"width": 1280, "height": 900})
    expect(allure.get_by_text("B breaks").first).to_be_visible()
    categories = opened(index, "#categories", viewport={"width": 1280, "height": 900})
    expect(categories.get_by_text("Answers that save money").first).to_be_visible()

    page = opened(ran.reports / "business-value.html")
    address = page.locator(f"#why-{identity} >> text=In Allure").get_attribute("href")
    assert address is not None
    there = opened(index, "#" + address.partition("#")[2])
    back = there.get_by_role("link", name="On the business page: open").get_attribute("href")
    assert back is not None
    assert back.endswith(f"business-value.html#{identity}")
    history = (ran.reports / "allure-history.jsonl").read_text().splitlines()
    assert [list(json.loads(line)) != [] for line in history] == [True]
