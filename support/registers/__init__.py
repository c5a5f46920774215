"""The registers that decide: requirements, revenue, tags, scenario ids, proof, waivers (read by support.value)."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
"""The folder in which the registers lie."""


def registers_of(root: Path) -> Path:
    """Where the registers of the suite in a folder stand: in its support/registers, or beside its features."""
    registers = root / "support" / "registers"
    return registers if registers.is_dir() else root
