"""The suite's settings: typed, frozen, validated once, printed without secrets.

A setting comes from, the later beating the earlier: its default here, ``[behave.userdata]`` in behave.ini,
the environment (``GOLDENPATH_NAME``), the command line (``-D name=value``).
"""

from __future__ import annotations

import configparser
import difflib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol

PREFIX = "GOLDENPATH_"
"""What the name of an environment variable that holds a setting begins with."""

_WORDS_FOR_NONE = frozenset({"", "off", "none", "no"})
_SECRET_IN_TEXT = re.compile(
    r"(?P<before>://[^/@\s:]*:)[^@\s/]+(?=@)|(?P<name>(?:token|password|secret|key)=)[^&\s]+", re.IGNORECASE
)


class SettingsError(Exception):
    """A setting is unknown or its value cannot be used.

    The message is one line: what was expected, what was seen, where, and what to do. Exit code 2.
    """


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 86_400:
        raise ValueError
    return value


def _number(most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not 1 <= value <= most:
            raise ValueError
        return value

    return parse


def _place(text: str) -> str | None:
    """A worker among how many: 1/2."""
    if text.lower() in _WORDS_FOR_NONE:
        return None
    number, _, of = text.partition("/")
    if not 1 <= int(number) <= int(of):
        raise ValueError
    return text


def _switch(text: str) -> bool:
    try:
        return {"on": True, "true": True, "yes": True, "1": True,
                "off": False, "false": False, "no": False, "0": False}[text.lower()]  # fmt: skip
    except KeyError:
        raise ValueError from None


def _optional(text: str) -> str | None:
    return None if text.lower() in _WORDS_FOR_NONE else text


def _way_to_be_dead(text: str) -> str | None:
    way = _optional(text)
    if way not in (None, "refuse", "404", "500", "silence"):
        raise ValueError
    return way


def _text(text: str) -> str:
    if not text:
        raise ValueError
    return text


def _folder(text: str) -> Path:
    path = Path(_text(text)).expanduser()
    if path.exists() and not path.is_dir():
        raise ValueError
    return path


def _setting(default: Any, parse: Callable[[str], Any], expected: str, meaning: str) -> Any:
    return field(default=default, metadata={"parse": parse, "expected": expected, "meaning": meaning})


def _budget(seconds: float, meaning: str) -> Any:
    return _setting(seconds, _seconds, "a number of seconds above 0", f"{meaning}, in seconds")


class BehaveConfiguration(Protocol):
    """The two fields of behave's Configuration that settings are read from."""

    userdata: dict[str, str]
    userdata_defines: list[tuple[str, str]] | None


@dataclass(frozen=True)
class Settings:
    """Everything a run can be told. Budgets are seconds, before ``patience`` multiplies the waits."""

    target: str = _setting("embedded", _text, "a target's name or a profile's file", "which deployment is examined")
    patience: float = _setting(
        1.0, _seconds, "a number above 0", "multiplies every wait of the suite; 3 for a slow machine"
    )
    shuffle: str | None = _setting(
        None, _optional, "a seed, or off", "runs the scenarios in an order drawn with this seed"
    )
    defect: str | None = _setting(
        None, _optional, "a defect's name, or off", "starts the embedded platform with this defect in it"
    )
    dead: str | None = _setting(
        None,
        _way_to_be_dead,
        "refuse, 404, 500, silence or off",
        "how the platform is dead from each scenario's first When on: none may pass",
    )
    reports: Path = _setting(  # noqa: RUF009 - a path is immutable
        Path("reports"), _folder, "a folder", "where the results are written"
    )
    evidence: bool = _setting(True, _switch, "on or off", "keeps transcripts and attachments of every scenario")
    workers: int = _setting(
        1, _number(49), "a number from 1 to 49", "how many processes share the scenarios, on one stack"
    )
    repeat: int = _setting(
        1, _number(1000), "a number from 1 to 1000", "runs every scenario so often: one that flips is flaky"
    )
    last_failed: bool = _setting(
        False, _switch, "on or off", "runs only what was red in the last run of this folder of reports"
    )
    changed: str | None = _setting(
        None, _optional, "a revision of git, or off", "runs only scenarios whose promises have changed since"
    )
    scenario_limit: float = _budget(300.0, "after which a scenario that hangs is stopped and counts as broken")
    worker: str | None = _setting(
        None, _place, "a place such as 1/2, or off", "set by a run for each of its workers: its place among them"
    )
    stack: str | None = _setting(
        None, _optional, "a file, or off", "set by a run for its workers: the stack that it lends them"
    )
    stack_ready: float = _budget(30.0, "how long an embedded service may take until it is ready")
    budget_smoke: float = _budget(60.0, "the smoke lane, from its first scenario's start to its last one's end")
    budget_run: float = _budget(3600.0, "any run, from its first scenario's start to its last one's end")
    budget_connected: float = _budget(2.0, "from opening the chat to the connection's being ready")
    budget_received: float = _budget(0.1, "from sending a question to its being confirmed")
    budget_started: float = _budget(0.5, "from sending a question to the start of the work")
    budget_first_thought: float = _budget(1.0, "from sending a question to the first thought")
    budget_silence: float = _budget(5.0, "the longest a customer is left without a sign of life")
    budget_answer: float = _budget(5.0, "from sending a question to the whole answer, scripted model")
    budget_live_answer: float = _budget(45.0, "from sending a question to the whole answer, live model")
    budget_outage: float = _budget(10.0, "from sending a question to the whole answer while something is down")
    budget_death: float = _budget(12.0, "from the end of a process to its runs' being told dead, 10 s of silence")
    budget_failure: float = _budget(61.0, "from sending a question to its failure, when the model never answers")
    budget_heartbeat: float = _budget(26.0, "from a connection's last frame to its heartbeat, every 25 s")
    budget_burst: float = _budget(20.0, "from sending 50 questions of 5 customers to the last answer")
    budget_many_starts: float = _budget(10.0, "from starting 20 conversations at once to the last one's being there")
    budget_growth: float = _budget(30.0, "from starting the first of 100 conversations to the last one's being there")
    budget_list: float = _budget(5.0, "from asking for a list of 100 conversations to its last page")
    budget_reading: float = _budget(10.0, "from opening 10 conversations at the same moment to the last answer")
    budget_exchange: float = _budget(3.0, "from writing a message to the whole answer, scripted model")
    budget_concurrent: float = _budget(1.0, "the mean time to an answer, with several conversations at the same moment")
    budget_load: float = _budget(3.0, "the mean time to an answer, with many conversations at the same moment")
    budget_delivery: float = _budget(0.01, "from an event's production to its arrival, 99 of 100")
    budget_quiet: float = _budget(0.5, "the quiet window where absence cannot be proven by a sentinel")
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Setting's name to where its value came from; a name that is not here has its default."""

    @classmethod
    def read(
        cls,
        *,
        userdata: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        defines: Iterable[tuple[str, str]] = (),
    ) -> Settings:
        """Merge the sources (see the module's docstring) and validate.

        :param userdata: what behave.ini says; may already contain the defines, as behave's own does.
        :param environment: os.environ by default.
        :raises SettingsError: a setting is unknown, or its value is not what it must be.
        """
        found: dict[str, tuple[str, str]] = {}
        for name, text in (userdata or {}).items():
            found[name] = (text, "behave.ini [behave.userdata]")
        for variable, text in (os.environ if environment is None else environment).items():
            if variable.startswith(PREFIX):
                found[variable.removeprefix(PREFIX).lower()] = (text, f"environment {variable}")
        for name, text in defines:
            found[name] = (text, f"-D {name}")
        described = {entry.name: entry for entry in fields(cls) if entry.metadata}
        values: dict[str, Any] = {}
        for name, (text, source) in found.items():
            if name not in described:
                raise SettingsError(_unknown(name, source, described))
            about = described[name].metadata
            try:
                values[name] = about["parse"](str(text).strip())
            except ValueError:
                raise SettingsError(
                    f"setting {name} must be {about['expected']}, but {source} says"
                    f" {_redacted(str(text))!r}: correct it there"
                ) from None
        return cls(**values, sources={name: source for name, (_, source) in found.items()})

    @classmethod
    def of_behave(cls, config: BehaveConfiguration) -> Settings:
        """Read the settings of a behave run. Raises SettingsError."""
        return cls.read(userdata=config.userdata, defines=config.userdata_defines or ())

    @classmethod
    def of_folder(cls, folder: Path, defines: Iterable[tuple[str, str]] = ()) -> Settings:
        """Read the settings as behave would in this folder, for the other commands. Raises SettingsError."""
        parser = configparser.ConfigParser(interpolation=None)
        try:
            parser.read(folder / "behave.ini", encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError) as error:
            first_line = str(error).splitlines()[0]
            raise SettingsError(f"{folder / 'behave.ini'} cannot be read: {first_line}: correct it") from None
        userdata = dict(parser["behave.userdata"]) if "behave.userdata" in parser else {}
        return cls.read(userdata=userdata, defines=defines)

    def waits(self, seconds: float) -> float:
        """A wait of the suite in seconds, multiplied by patience."""
        return seconds * self.patience

    def printed(self) -> list[str]:
        """One line for each setting: name, value, source; secrets inside values replaced."""
        lines = []
        for entry in fields(self):
            if entry.metadata:
                shown = _shown(getattr(self, entry.name))
                lines.append(f"{entry.name} = {shown} ({self.sources.get(entry.name, 'default')})")
        return lines

    def written(self, name: str) -> str:
        """A setting's value as ``-D name=value`` takes it; secrets inside replaced."""
        return _shown(getattr(self, name))

    @classmethod
    def described(cls) -> list[tuple[str, str, str]]:
        """Name, default and meaning of each setting, for README.md and help texts."""
        described = [entry for entry in fields(cls) if entry.metadata]
        return [(entry.name, _shown(entry.default), entry.metadata["meaning"]) for entry in described]


def _shown(value: object) -> str:
    if value is None or value is False:
        return "off"
    return "on" if value is True else _redacted(str(value))


def _redacted(text: str) -> str:
    return _SECRET_IN_TEXT.sub(lambda match: f"{match['before'] or match['name']}[secret]", text)


def _unknown(name: str, source: str, described: Iterable[str]) -> str:
    known = sorted(described)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(known)}"
    return f"there is no setting {name!r} ({source}): {hint}"
