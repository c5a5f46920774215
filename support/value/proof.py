"""Which promises are proved: a scenario of theirs was seen to notice a defect (registers/proof.json)."""

from __future__ import annotations

import json
from pathlib import Path

from support.registers import FOLDER


def proved_rows(path: Path = FOLDER / "proof.json") -> frozenset[str]:
    """The promises that proof.json lists under ``rows``; none where nothing was proved yet."""
    if not path.is_file():
        return frozenset()
    document = json.loads(path.read_text(encoding="utf-8"))
    return frozenset(row for row, proof in document.get("rows", {}).items() if proof)
