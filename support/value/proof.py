"""Which promises are proved: a scenario of theirs was seen to notice a defect (registers/proof.json)."""

from __future__ import annotations

import json
from pathlib import Path

from support.registers import FOLDER


def proofs(path: Path = FOLDER / "proof.json") -> dict[str, list[str]]:
    """The defects that prove each promise, as proof.json lists them under ``rows``."""
    if not path.is_file():
        return {}
    document = json.loads(path.read_text(encoding="utf-8"))
    return {row: [str(name) for name in names] for row, names in document.get("rows", {}).items() if names}


def proved_rows(path: Path = FOLDER / "proof.json") -> frozenset[str]:
    """The promises that are proved."""
    return frozenset(proofs(path))
