"""The closed dictionary of tags, registers/tags.toml: what each tag means and what decides on it."""

from __future__ import annotations

import difflib
import fnmatch
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from support.registers import FOLDER
from support.value.requirements import read_requirements
from support.value.streams import read_streams

_ANY = "any"


@dataclass(frozen=True)
class Tag:
    """One entry. A name that ends with a dot takes a value after it."""

    name: str
    means: str
    decides: str
    values: frozenset[str] | None = None
    """The values allowed after the dot; None allows any (or, without a dot, none)."""
    lane: str | None = None
    """What a run of this tag alone is called."""
    permission: str | None = None
    """What the target's [may] must allow for a scenario with this tag."""
    severity: bool = False


@dataclass(frozen=True)
class TagDictionary:
    """Every tag that may stand in a feature or a tag expression."""

    tags: dict[str, Tag] = field(default_factory=dict)

    @classmethod
    def read(
        cls, requirements: Iterable[str], streams: Iterable[str], path: Path = FOLDER / "tags.toml"
    ) -> TagDictionary:
        """Read the dictionary; @req. takes the ids of requirements.csv, @value. those of revenue.toml."""
        known = {"requirements": frozenset(requirements), "streams": frozenset(streams)}
        tags = {}
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["tag"]:
            stated = entry.pop("values", _ANY)
            values = None if stated == _ANY else known[stated] if isinstance(stated, str) else frozenset(stated)
            tags[entry["name"]] = Tag(**entry, values=values)
        return cls(tags)

    @classmethod
    def standard(cls) -> TagDictionary:
        """The dictionary with the ids of the project's own registers."""
        return cls.read(read_requirements(), read_streams().streams)

    def find(self, tag: str) -> Tag | None:
        """The entry of a tag written without its @; None for one that is not in the dictionary."""
        prefix, dot, value = tag.partition(".")
        entry = self.tags.get(f"{prefix}." if dot else prefix)
        if entry is None or (dot and not value):
            return None
        return entry if entry.values is None or value in entry.values else None

    def objection(self, tag: str) -> str | None:
        """Why a tag may not be used, with the nearest one that may; None where it may."""
        if self.find(tag) is not None:
            return None
        near = difflib.get_close_matches(tag, self._all(), n=1, cutoff=0.6)
        hint = f"did you mean @{near[0]}?" if near else "registers/tags.toml lists all"
        prefix = tag.partition(".")[0] + "."
        if prefix in self.tags and "." in tag:
            return f"@{tag}: there is no such value of @{prefix}: {hint}"
        return f"@{tag} is not in the dictionary of tags: {hint}"

    def objection_in_expression(self, tag: str) -> str | None:
        """As ``objection``, for a tag in a tag expression, where wildcards are allowed."""
        if any(sign in tag for sign in "*?["):
            if fnmatch.filter(self._all(), tag) or self._open_prefix(tag):
                return None
            return f"@{tag} matches no tag of the dictionary: registers/tags.toml lists all"
        return self.objection(tag)

    def lane(self, tag: str) -> str | None:
        """What a run of this tag alone is called, such as Golden-path lane."""
        entry = self.find(tag)
        return entry.lane if entry else None

    def permissions(self, tags: Iterable[str]) -> list[str]:
        """What the target must permit for a scenario with these tags, each once."""
        entries = [self.find(tag) for tag in tags]
        return list(dict.fromkeys(entry.permission for entry in entries if entry and entry.permission))

    def severity(self, tags: Iterable[str]) -> str:
        """The severity of a scenario with these tags: the last one given, normal without any."""
        given = [tag for tag in tags if (entry := self.find(tag)) and entry.severity]
        return given[-1] if given else "normal"

    def _all(self) -> list[str]:
        return [
            name + value
            for name, entry in self.tags.items()
            for value in (sorted(entry.values or ()) if name.endswith(".") else [""])
        ]

    def _open_prefix(self, tag: str) -> bool:
        entry = self.tags.get(tag.partition(".")[0] + ".")
        return entry is not None and entry.values is None
