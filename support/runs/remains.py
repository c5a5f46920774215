"""What a run's own stack left behind: its folder, and processes that stand in them. Counted when all have stopped."""

from __future__ import annotations

from pathlib import Path

from support.stack.ground import processes_in


def left_in(folder: Path) -> list[str]:
    """What is still there of a stack that should be gone, in words."""
    found = [f"process {pid}" for pid in processes_in(folder)]
    return [*found, *([f"folder {folder}"] if folder.exists() else [])]
