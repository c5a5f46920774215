"""Every command in the README and in docs/ is one that works: run as it stands where that is cheap, else as far as its
own reading of the arguments, tags, settings and files goes (what runs scenarios, starts a stack or installs)."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from behave.configuration import Configuration

from support.runs import lane, selection
from support.runs.cli import COMMANDS
from support.settings import Settings
from support.value.tags import TagDictionary
from tests.report import made_up

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BIN = Path(sys.executable).parent
PROGRAMS = ("behave", "goldenpath", "make", "python", "git")
CHEAP = {"lint", "coverage", "report", "catalogue", "annotate", "target check"}
"""What goldenpath does within seconds, and is run as it stands."""
INSTALLS = ("-m venv", "-m pip", "-m pytest", "-m tests.pages", "-m reference_platform")


def commands(page: Path) -> Iterator[str]:
    """The lines of indented blocks that begin with a program of ours; comments and settings before it are cut."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            text = re.sub(r"\s+#.*|\s{3,}.*", "", line.strip()).removeprefix("$ ").removeprefix(".venv/bin/")
            bare = re.sub(r"^(?:[A-Z_]+=\S+ )+", "", text)
            if bare.split(" ")[0] in PROGRAMS:
                yield bare


def _all() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for page in PAGES:
        for command in commands(page):
            found.setdefault(command, []).append(page.name)
    return found


ALL = [(places[0], command) for command, places in _all().items()]
"""Each command with the first page that has it."""


def test_the_pages_hold_commands() -> None:
    assert all(list(commands(page)) for page in PAGES if page.name != "glossary.md")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, as a reader has it after a first run."""
    folder = tmp_path_factory.mktemp("here") / "project"
    no_part = shutil.ignore_patterns("reports", "build", ".git", ".venv", "__pycache__", ".*_cache", "node_modules")
    shutil.copytree(ROOT, folder, ignore=no_part)
    (folder / "build").mkdir()
    made_up.write(folder / "reports", 20)
    (folder / "deploy" / "targets").mkdir(parents=True, exist_ok=True)
    (folder / "deploy" / "targets" / "staging.toml").write_text(profile(), encoding="utf-8")
    return folder


def profile() -> str:
    """The profile that the page for platform engineers shows, at addresses where nobody answers."""
    page = (ROOT / "docs" / "platform-engineer.md").read_text(encoding="utf-8")
    found = re.search(r'^ +(name = "staging"\n.*?)^   Secrets', page, re.DOTALL | re.MULTILINE)
    assert found is not None
    return re.sub(r"https://[\w.-]+", "http://127.0.0.1:9", re.sub(r"^ +", "", found[1], flags=re.MULTILINE))


@pytest.mark.parametrize(("page", "command"), ALL, ids=[f"{name}: {command}" for name, command in ALL])
def test_a_command_works(page: str, command: str, project: Path) -> None:
    program, *arguments = shlex.split(command)
    if program == "goldenpath":
        name = next((each for each in COMMANDS if arguments[: len(each.split())] == each.split()), None)
        assert name is not None, f"there is no such command: {arguments}"
        _goldenpath(name, arguments[len(name.split()) :], project)
    elif program == "behave":
        read_by_behave(arguments)
    elif program == "make":
        targets = (ROOT / "Makefile").read_text(encoding="utf-8")
        assert all(re.search(rf"^{target}:", targets, re.MULTILINE) for target in arguments)
    elif not any(part in command for part in INSTALLS):
        finished([program, *arguments], project)


def _goldenpath(name: str, arguments: list[str], project: Path) -> None:
    if name == "run":
        asked, more = lane.parser().parse_known_args(arguments)
        read_by_behave([*lane.for_behave_of(asked), *more])
    elif name in CHEAP and "FILE" not in arguments:  # a FILE is the reader's own
        # Where nobody answers, nothing of the profile is so, and that is said.
        finished(["goldenpath", *name.split(), *arguments], project, 1 if name == "target check" else 0)
    else:
        understood(name, arguments)


def read_by_behave(arguments: list[str]) -> None:
    """behave knows every argument, and the runner the tags, the settings and the places."""
    config = Configuration(arguments)
    selection.read_tags(config, TagDictionary.standard())
    Settings.of_behave(config)
    for place in config.paths if arguments else ():
        file, _, line = str(place).partition(":")
        assert (ROOT / file).exists()
        assert not line or "Scenario" in (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_plain_behave_finds_the_whole_suite(project: Path) -> None:
    finished(["behave", "--dry-run", "--no-summary", "--format", "null"], project)


def finished(command: list[str], folder: Path, code: int = 0) -> None:
    """Runs it in the folder; it ends with that code."""
    program = BIN / command[0]
    done = subprocess.run(
        [str(program) if program.exists() else command[0], *command[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=os.environ | {"SAM_PASSWORD": "secret", "PYTHONPATH": str(folder)},
    )
    assert done.returncode == code, f"{shlex.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"


class Understood(Exception):  # noqa: N818 - it says what happened
    """The arguments were read."""


def understood(name: str, arguments: list[str]) -> None:
    """The command's own parser takes the arguments; it does not go on."""

    def parse(self: argparse.ArgumentParser, *given: Any, **named: Any) -> NoReturn:
        original(self, *given, **named)
        raise Understood

    original = argparse.ArgumentParser.parse_args
    main = importlib.import_module(COMMANDS[name][0]).main
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "parse_args", parse)
        with pytest.raises(Understood):
            main(arguments)
