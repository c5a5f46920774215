"""What a run's own stack left behind: its folder, and processes that stand in it. Counted after the stack stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from support.stack.errors import StackError
from support.stack.ground import processes_in


def folder_of(suite: Any) -> Path | None:
    """The run folder of the embedded stack that a suite started; None where it started none."""
    stack = getattr(suite, "stack", None)
    try:
        return None if stack is None else Path(stack.folder)
    except StackError:
        return None


def left_in(folder: Path | None) -> list[str]:
    """What is still there of a stack that should be gone, in words."""
    if folder is None:
        return []
    found = [f"process {pid}" for pid in processes_in(folder)]
    return [*found, *([f"folder {folder}"] if folder.exists() else [])]
