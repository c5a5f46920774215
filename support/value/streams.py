"""The revenue streams, registers/revenue.toml: a closed tree with the claims of what each is worth."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from support.registers import FOLDER


@dataclass(frozen=True)
class Claim:
    """What a source says a stream is worth. Only a figure per year that is ``counted`` enters a sum."""

    says: str
    """The claim as the source words it."""
    rows: tuple[str, ...]
    """The promises that carry the claim."""
    source: str
    usd_per_year: int | None = None
    per_customer: int | None = None
    """US dollars per customer and ``period``."""
    per_incident: int | None = None
    """US dollars per incident."""
    share: int | None = None
    """Per cent, of what the words say."""
    period: str | None = None
    at_least: bool = False
    counted: bool = False
    date: datetime.date | None = None
    owner: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The claim for run.json, without empty fields."""
        fields = {name: getattr(self, name) for name in Claim.__dataclass_fields__}
        shown = {name: value for name, value in fields.items() if value not in (None, False)}
        return shown | {"rows": list(self.rows)} | ({"date": self.date.isoformat()} if self.date else {})


@dataclass(frozen=True)
class Stream:
    """One node of the tree."""

    id: str
    name: str
    parent: str | None = None
    claims: tuple[Claim, ...] = ()

    @property
    def usd_per_year(self) -> int | None:
        """The counted figure of this stream alone, in US dollars per year."""
        return next((claim.usd_per_year for claim in self.claims if claim.counted), None)


@dataclass(frozen=True)
class Contradiction:
    """Sources that disagree: shown, summed nowhere."""

    says: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class StreamTree:
    """All streams by id, the parents before their children."""

    streams: dict[str, Stream] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()

    def children(self, identity: str) -> list[Stream]:
        """The streams directly below one."""
        return [stream for stream in self.streams.values() if stream.parent == identity]

    def below(self, identity: str) -> Iterator[str]:
        """A stream's id and those of all streams below it."""
        yield identity
        for child in self.children(identity):
            yield from self.below(child.id)

    def roots(self) -> list[Stream]:
        """The streams without a parent."""
        return [stream for stream in self.streams.values() if stream.parent is None]

    def depth(self, identity: str) -> int:
        """How many streams stand above one."""
        parent = self.streams[identity].parent
        return 0 if parent is None else 1 + self.depth(parent)

    def broken_down(self, identity: str) -> int:
        """US dollars per year claimed in a stream and below, counted at the lowest stream with an amount."""
        below = sum(self.broken_down(child.id) for child in self.children(identity))
        return max(self.streams[identity].usd_per_year or 0, below)

    def not_broken_down(self, identity: str) -> int:
        """What a stream claims beyond the streams below it, in US dollars per year."""
        below = sum(self.broken_down(child.id) for child in self.children(identity))
        own = self.streams[identity].usd_per_year or 0
        return max(own - below, 0) if self.children(identity) else 0

    def disagreements(self) -> list[str]:
        """The stated contradictions, and each stream that claims less than the streams below it together."""
        found = [entry.says for entry in self.contradictions]
        for stream in self.streams.values():
            below = sum(self.broken_down(child.id) for child in self.children(stream.id))
            if stream.usd_per_year is not None and below > stream.usd_per_year:
                found.append(
                    f"{stream.name} is claimed to be worth {money(stream.usd_per_year)} a year;"
                    f" the claims of its parts sum to {money(below)}."
                )
        return found


@cache
def read_streams(path: Path = FOLDER / "revenue.toml") -> StreamTree:
    """Read the tree. Raises ValueError for an unknown parent or a second counted claim in one stream."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    streams: dict[str, Stream] = {}
    for entry in document["stream"]:
        claims = tuple(Claim(**{**claim, "rows": tuple(claim["rows"])}) for claim in entry.get("claim", ()))
        stream = Stream(entry["id"], entry["name"], entry.get("parent"), claims)
        if stream.parent is not None and stream.parent not in streams:
            raise ValueError(f"{path}: {stream.id} has the parent {stream.parent}, which does not stand above it")
        if sum(claim.counted for claim in claims) > 1:
            raise ValueError(f"{path}: {stream.id} counts two claims: the claims of one stream overlap, count one")
        streams[stream.id] = stream
    stated = document.get("contradiction", ())
    return StreamTree(streams, tuple(Contradiction(each["says"], tuple(each["rows"])) for each in stated))


def money(dollars: int) -> str:
    """US dollars in a few signs: $3.1M, $500K, $900."""
    if dollars >= 1_000_000:
        return f"${dollars / 1_000_000:.2f}".rstrip("0").rstrip(".") + "M"
    return f"${dollars // 1000}K" if dollars >= 1000 else f"${dollars}"
