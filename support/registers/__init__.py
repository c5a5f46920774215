"""The registers that decide: requirements, revenue, tags, scenario ids, proof (read by support.value)."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
"""The folder in which the registers lie."""
