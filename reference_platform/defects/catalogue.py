"""All defects, by name."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from reference_platform.defects.defect import Defect

MODULES = (
    "accounts", "agents", "agents_at_work", "business", "companies", "conversations", "doors", "fine_print",
    "golden_path", "injections", "isolation", "live_events", "live_trouble", "outages_and_input", "rights", "sign_ins",
    "single_sign_on", "threads", "tokens", "tools", "walls", "workflows",
)
"""Where the defects stand, in their order."""


def all_defects() -> dict[str, Defect]:
    """Every defect, by name."""
    return {defect.name: defect for module in MODULES for defect in _of(module)}


def named(name: str) -> Defect | None:
    """The defect of that name; None where there is none. Loads no module that does not speak of it, for each process of
    a platform with a defect comes through here."""
    for module in MODULES:
        if f'"{name}"' in Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8"):
            found = {defect.name: defect for defect in _of(module)}.get(name)
            if found is not None:
                return found
    return None


@cache
def _of(module: str) -> tuple[Defect, ...]:
    return tuple(importlib.import_module(f"reference_platform.defects.{module}").DEFECTS)
