"""The register of promises, registers/requirements.csv: one row for each thing that the platform keeps."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from support.registers import FOLDER


@dataclass(frozen=True)
class Requirement:
    """One promise. The fields are the register's columns that the reports use."""

    id: str
    capability: str
    subject: str
    """How it is proved: platform, suite, deployment, elsewhere."""
    stream: str
    segment: str
    statement: str
    promise: str
    """The figure or limit, where the promise has one."""
    revenue_claim: str


@cache
def read_requirements(path: Path = FOLDER / "requirements.csv") -> dict[str, Requirement]:
    """The register by id, in its order. Raises ValueError where an id stands twice."""
    register: dict[str, Requirement] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["id"] in register:
                raise ValueError(f"{path}: the id {row['id']} stands twice: ids are unique")
            register[row["id"]] = Requirement(**{name: row[name] for name in Requirement.__dataclass_fields__})
    return register
