"""The dictionary of tags as README.md prints it, between two marks; ``goldenpath lint --fix`` keeps it up to date."""

from __future__ import annotations

import re
from pathlib import Path

from support.value.tags import TagDictionary

BEGIN, END = "<!-- tags: written by goldenpath lint --fix -->", "<!-- end of tags -->"
_BETWEEN = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)


def table(tags: TagDictionary) -> str:
    """The dictionary as a Markdown table, marks included."""
    lines = [BEGIN, "| tag | means | decides |", "| --- | --- | --- |"]
    for name, tag in tags.tags.items():
        shown = f"`@{name}…`" if name.endswith(".") else f"`@{name}`"
        lines.append(f"| {shown} | {tag.means} | {tag.decides} |")
    return "\n".join([*lines, END])


def is_current(readme: Path, tags: TagDictionary) -> bool:
    """False where the page has the marks and another table between them."""
    found = _BETWEEN.search(readme.read_text(encoding="utf-8")) if readme.is_file() else None
    return found is None or found[0] == table(tags)


def write(readme: Path, tags: TagDictionary) -> None:
    """Put the table between the marks."""
    text = readme.read_text(encoding="utf-8")
    readme.write_text(_BETWEEN.sub(lambda _: table(tags), text), encoding="utf-8")
