"""Real pages in a real browser: Chromium from the machine, driven by Playwright from PyPI.

``make test-pages`` runs these; without a browser they fail and say so (the other tests need none).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from support.report import business_page
from tests.pages.browsers import found
from tests.report import made_up


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def red(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of 500 made-up scenarios, some of them red."""
    folder = tmp_path_factory.mktemp("red")
    made_up.write(folder)
    return folder / business_page.NAME


@pytest.fixture(scope="session")
def some_red(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a smaller run, with failures."""
    folder = tmp_path_factory.mktemp("some_red")
    made_up.write(folder, scenarios=70)
    return folder / business_page.NAME


@pytest.fixture(scope="session")
def green(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small run in which everything held."""
    folder = tmp_path_factory.mktemp("green")
    made_up.write(folder, scenarios=40, red=False)
    return folder / business_page.NAME


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a file as a reader would; at the end the page has said nothing on the console and asked nobody for more."""
    contexts, complaints = [], []

    def open_(path: Path, hash: str = "", **surroundings: object) -> Page:  # noqa: A002 - it is what a browser calls it
        context = browser.new_context(**surroundings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        address = path.as_uri()
        page.on("console", lambda said: complaints.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on(
            "request", lambda asked: complaints.append(asked.url) if asked.url.partition("#")[0] != address else None
        )
        page.goto(address + hash)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
