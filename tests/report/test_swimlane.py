"""Swim lanes: well-formed, readable, bounded; what broke the promise is marked in shape and words."""

from __future__ import annotations

import re
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from support.evidence import kinds, swimlane
from support.evidence.layout import arrange
from support.evidence.lettering import fit, width, wrap
from support.evidence.picture import Moment, Picture, Shape, cleaned
from support.evidence.redaction import REPLACED, plant
from support.report import business_page
from tests.report.pictures import alike, asked, picture, run
from tests.report.test_pages import document  # noqa: F401 - a fixture

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[tuple[float, float, str, str]]:
    """Each text of a drawing: x, y, classes, words."""
    root = ET.fromstring(svg)
    return [
        (float(each.get("x", 0)), float(each.get("y", 0)), each.get("class", ""), "".join(each.itertext()))
        for each in root.iter(f"{SVG}text")
    ]


def whole() -> Picture:
    return picture([asked(11, 1.0, 0), *run(21, 1.1, 0)], offending=frozenset({23}))


def test_a_picture_is_one_well_formed_file_that_needs_nothing_else() -> None:
    svg = swimlane.draw(whole())
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert "It broke at: Then Ada is <answered> & content" in root.get("aria-label", "")
    assert not re.search(r"<script|href|url\(|@import|<image|foreignObject", svg)
    assert "prefers-color-scheme:dark" in svg
    assert min(float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)) >= 11


def test_the_broken_promise_is_told_in_words_beside_its_mark() -> None:
    svg = swimlane.draw(whole())
    said = [words for *_, words in texts(svg)]
    assert "✕ Here GP-01 broke: Then Ada is <answered> & content" in said
    assert "✕ broke here" in said
    assert "A promise in words" in said
    assert "expected one, saw none" in said
    assert "not reached" in said
    rings = ET.fromstring(svg).findall(f".//{SVG}circle[@class='ring']")
    assert len(rings) == 2, "one around the moment, one in the legend"


def test_only_the_marks_that_are_drawn_are_explained() -> None:
    said = [words for *_, words in texts(swimlane.draw(whole()))]
    assert "a thought" in said
    assert "a look into the database" not in said


def test_a_quiet_time_is_cut_short_and_said() -> None:
    early, late = run(21, 1.1, 0), run(31, 61.1, 0, of=1)
    layout = arrange(picture([*early, *late]), 0, "")
    assert [round(gap.seconds) for gap in layout.gaps] == [1, 60], "before the question, and a minute"
    assert layout.height < 600
    assert any(words.startswith(("⋮ 59.9", "⋮ 60")) for *_, words in texts(swimlane.draw(picture([*early, *late]))))


def test_what_all_tabs_are_told_at_once_stands_in_one_row() -> None:
    told = [alike(moment, number=moment.number + 100 * lane, at=moment.at + lane / 1000, lane=lane)
            for lane in range(5) for moment in run(21, 1.1, 0)]  # fmt: skip
    layout = arrange(picture(told, people=5), 0, "")
    assert len(layout.rows) == 4
    assert all(len(row.lines) == 5 for row in layout.rows)


def test_neighbours_of_one_kind_share_a_line_but_never_with_what_broke_the_promise() -> None:
    tools = [
        Moment(30 + n, 1.2 + n / 100, 1.2, 0, Shape.TOOL, "tool starts", f"tool_{n}", str(n), together="t")
        for n in range(4)
    ]
    assert [len(line.moments) for row in arrange(picture(tools), 0, "").rows for line in row.lines] == [4]
    offending = picture(tools, offending=frozenset({32}))
    assert [len(line.moments) for row in arrange(offending, 0, "").rows for line in row.lines] == [2, 1, 1]


@pytest.mark.parametrize("people", [1, 2, 5, 15])
def test_no_words_run_into_the_next_lane(people: int) -> None:
    moments = [
        alike(moment, number=moment.number + 50 * lane, lane=lane, label="12–13")
        for lane in range(people)
        for moment in run(21, 1.1, 0)
    ]
    drawn = picture([*moments, *(asked(11 + lane, 1.0, lane) for lane in range(people))], people)
    columns = arrange(drawn, 0, "").columns
    inside = [(x, words) for x, y, classes, words in texts(swimlane.draw(drawn)) if not classes and x > columns[0].left]
    assert len(inside) >= 5 * people
    for x, words in inside:
        column = next(each for each in columns if each.left <= x < each.right)
        assert x + width(words, 12) <= column.right + 1, words


def test_thousands_of_moments_make_a_picture_that_somebody_can_read() -> None:
    many = [moment for n in range(800) for moment in run(100 + 4 * n, 1.2 + n / 5, 0, of=n)]
    drawn = picture(many, offending=frozenset({1701}))
    started = time.process_time()
    svg = swimlane.draw(drawn)
    assert time.process_time() - started < 1
    assert len(svg) < 150_000
    said = [words for *_, words in texts(svg)]
    assert any("are left out: the transcript has all" in words for words in said)
    assert any("Here GP-01 broke" in words for words in said), "what broke the promise is never left out"


def test_secrets_are_replaced_before_words_are_cut() -> None:
    plant("opaque-and-very-secret")
    told = alike(run(21, 1.1, 0)[1], said="the token opaque-and-very-secret came")
    shown = cleaned(picture([told]))
    assert REPLACED in shown.moments[0].said
    assert "opaque" not in swimlane.draw(shown)


def test_words_are_cut_and_broken_to_measure() -> None:
    assert fit("short", 100, 12) == "short"
    assert width(fit("long words " * 20, 100, 12), 12) <= 100
    assert fit("x" * 99, 60, 12).endswith("…")
    lines = wrap("one two three four five six seven eight nine ten", 90, 12, 3)
    assert len(lines) == 3
    assert all(width(line, 12) <= 90 for line in lines)
    assert width("客户支持", 12) > width("abcd", 12)


def test_the_page_holds_pictures_as_far_as_there_is_room(document: dict[str, Any], tmp_path: Path) -> None:  # noqa: F811
    svg = swimlane.draw(whole())
    red = next(each for each in document["scenarios"] if each["status"] == "failed")
    many = [{**red, "id": f"SC-{n}", "evidence": [kinds.PICTURE.file(f"SC-{n}")]} for n in range(500)]
    (tmp_path / kinds.FOLDER).mkdir()
    for each in many:
        (tmp_path / kinds.PICTURE.file(each["id"])).write_text(svg)
    page = business_page.write(document | {"scenarios": many}, tmp_path).read_text()
    assert len(page.encode()) < 2_000_000
    assert page.count("<svg") >= 20
    assert not re.search(r"https?://|<script[^>]", page)
    assert page.count(kinds.PICTURE.file("SC-499")) >= 1, "what has no room is linked"
    assert page.count(".lanes .ring") == 1, "the style is told once"
