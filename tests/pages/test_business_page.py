"""The business page as its readers use it: by mouse and by keyboard, in the dark, on a telephone, on paper."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Opened = Callable[..., Page]
DOCS = Path(__file__).parents[2] / "docs" / "product-owner.md"


def run_of(page: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((page.parent / "run.json").read_text())
    return document


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['target']} {node['html'][:120]}" for each in found for node in each["nodes"]]


def narrowed(page: Page) -> list[str]:
    """The words of the scenarios and promises that the filter leaves."""
    return page.locator(".scenario:not([hidden]), .rows tr[data-word]:not([hidden])").evaluate_all(
        "items => items.map(item => item.dataset.word)"
    )


OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"


@pytest.mark.parametrize(
    ("colour", "width", "scheme"), [("some_red", 1280, "light"), ("some_red", 1280, "dark"), ("green", 360, "light")]
)
def test_nothing_stands_in_a_readers_way(
    opened: Opened, request: pytest.FixtureRequest, colour: str, width: int, scheme: str
) -> None:
    page = opened(request.getfixturevalue(colour), color_scheme=scheme, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_500_scenarios_are_accessible_too(opened: Opened, red: Path) -> None:
    page = opened(red)
    page.get_by_role("radio", name="broken").check()
    page.evaluate(
        "for (const each of document.querySelectorAll('.failure details, .streams details')) each.open = true"
    )
    assert violations(page) == []


def test_each_word_shows_just_its_own(opened: Opened, some_red: Path) -> None:
    page, run = opened(some_red), run_of(some_red)
    for word in ("works", "broken", "not_checked", "no_check_yet"):
        page.locator(f"[name=word][value={word}]").check()
        left = narrowed(page)
        assert set(left) == {word}
        rows = sum(row["state"] == word for row in run["rows"])
        assert rows == run["verdict"][word]
        assert f"and {rows} promise" in page.locator("#shown").inner_text()
        assert page.locator("#shown").inner_text().startswith(f"{len(left) - rows} scenario")
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator("#shown")).to_have_text("")
    assert len(narrowed(page)) == len(run["scenarios"]) + len(run["rows"])


def test_words_stream_and_segment_narrow_together(opened: Opened, red: Path) -> None:
    page, run = opened(red), run_of(red)
    page.get_by_label("Stream", exact=True).select_option("isolation")
    page.get_by_label("Customers", exact=True).select_option("enterprise")
    fitting = [
        each for each in run["scenarios"] if "isolation" in each["streams"] and "segment.enterprise" in each["tags"]
    ]
    assert fitting
    assert page.locator(".scenario:not([hidden])").count() == len(fitting)
    page.get_by_label("Find").fill(fitting[0]["id"])
    assert page.locator(".scenario:not([hidden])").count() == 1
    expect(page.locator(f"[id='{fitting[0]['id']}']")).to_be_visible()
    page.get_by_label("Find").fill("there is no such word")
    expect(page.locator("#shown")).to_have_text("0 scenarios and 0 promises shown")
    assert page.locator(".capability:visible").count() == 0


def test_a_link_opens_what_it_leads_to(opened: Opened, red: Path) -> None:
    page = opened(red)
    addresses = page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    ids = set(page.locator("[id]").evaluate_all("items => items.map(item => item.id)"))
    assert {each[1:] for each in addresses if each.startswith("#")} <= ids
    assert [each for each in addresses if not each.startswith("#") and not (red.parent / each).is_file()] == []
    for target in ("GP-02", run_of(red)["scenarios"][300]["id"], "stream-billing"):
        again = opened(red, f"#{target}")
        expect(again.locator(f"[id='{target}']")).to_be_in_viewport()


def test_everything_can_be_done_by_keyboard(opened: Opened, some_red: Path) -> None:
    page = opened(some_red)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the verdict")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("a.tile.works")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert set(narrowed(page)) == {"broken"}
    page.locator("[name=word][value=broken]").focus()
    page.keyboard.press("ArrowRight")
    assert set(narrowed(page)) == {"not_checked"}
    stream = page.locator("#stream-answers")
    stream.locator("summary").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(stream.get_by_text("$500K+ ARR")).to_be_visible()


def test_paper_shows_the_failures_and_no_buttons(opened: Opened, some_red: Path) -> None:
    page = opened(some_red, color_scheme="dark")
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator("form.filter")).to_be_hidden()
    assert page.locator(".failure details:not([open])").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(29, 36, 51)"
    assert violations(page) == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".failure details[open]").count() == 0


def test_without_scripts_the_page_says_the_same(opened: Opened, red: Path) -> None:
    page = opened(red, java_script_enabled=False)
    expect(page.locator("form.filter")).to_be_hidden()
    page.locator(".capability summary").first.click()
    expect(page.locator(".scenario").first).to_be_visible()
    assert page.locator(".scenario").count() == 500


def test_an_accepted_risk_turns_red_by_itself(opened: Opened, some_red: Path) -> None:
    page = opened(some_red)
    states = page.locator("tr[data-until] .state")
    *accepted, overdue = [text.split("\n")[0] for text in states.all_inner_texts()]
    assert set(accepted) == {"holds"}
    assert overdue == "✕ broken"
    page.clock.set_fixed_time("2027-06-01")
    page.reload()
    assert states.all_inner_texts()[0] == "✕ expired since this run"


# Question: what is clicked, at most three times, and what then stands in front of the reader.
ANSWERS: dict[str, tuple[list[str], str]] = {
    "Can we ship?": ([], "h1 >> text=Hold:"),
    "What is broken, and what hangs on it?": (["a[href^='#why-']"], ".failure >> text=a year by a source's claim"),
    "How much revenue does this run protect, and who says so?": (
        ["nav >> text=Revenue", "#stream-isolation summary"],
        "#stream-isolation >> text=nobody yet",
    ),
    "What changed since the last run?": (["nav >> text=Changes"], "#changed ~ ul >> text=broken"),
    "Are we getting better?": (["nav >> text=Changes"], ".charts >> text=Pass rate"),
    "Does a customer get from signing in to an answer in time?": (
        ["nav >> text=Golden path"],
        ".path >> text=promised within",
    ),
    "Which promises has nobody checked?": ([".tile.no_check_yet"], ".rows tr[data-word=no_check_yet]:visible"),
    "What did the customer see when it failed?": (
        ["a[href^='#why-']", ".failure summary >> text=Who did and saw what, when"],
        ".failure svg.lanes:visible",
    ),
    "Would these checks notice a defect, and can I trust the report?": (
        ["nav >> text=Proof"],
        "#proof ~ table >> text=noticed",
    ),
    "Which risks have we accepted, and until when?": (["nav >> text=Risks"], "tr[data-until] >> text=2027-05-31"),
}


def test_the_ten_questions_are_those_of_the_page_for_product_owners() -> None:
    asked = re.findall(r"^\| \d+ \| ([^|]+?) \|", DOCS.read_text(), re.MULTILINE)
    assert asked == list(ANSWERS)


@pytest.mark.parametrize("question", ANSWERS)
def test_a_product_owners_question_is_answered_within_three_clicks(
    opened: Opened, some_red: Path, question: str
) -> None:
    clicks, seen = ANSWERS[question]
    assert len(clicks) <= 3
    page = opened(some_red, viewport={"width": 1280, "height": 900})
    for click in clicks:
        page.locator(click).first.click()
    expect(page.locator(seen).first).to_be_in_viewport()
