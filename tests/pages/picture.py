"""``python -m tests.pages.picture PAGE.html PICTURE.png [HEIGHT]``: the top of a page, as a browser shows it."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.pages.browsers import found

WIDE = 1100


def take(page: Path, picture: Path, height: int = 1500) -> None:
    """Take the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
        window = browser.new_page(viewport={"width": WIDE, "height": height}, color_scheme="light")
        window.goto(page.resolve().as_uri())
        window.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
