"""A stack that a run has started and lends to its workers: they look at it as if it were theirs, and end nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.stack.errors import StackError
from support.stack.process import log_since


@dataclass(frozen=True)
class LentService:
    """One process of it."""

    name: str
    pid: int
    url: str
    """"" for a store."""
    log: Path

    @property
    def died(self) -> bool:
        """Whether the process has ended: whoever lends the stack ends it only when all workers have."""
        try:
            return "\nState:\tZ" in Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return True


class LentStack:
    """See :class:`support.stack.stack.Stack`, of which this is what a worker may do with another's."""

    def __init__(self, lent: Path) -> None:
        """:param lent: as :func:`lend` wrote it. Raises StackError where it cannot be read."""
        try:
            written: dict[str, Any] = json.loads(lent.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StackError(f"the stack that {lent} lends cannot be read ({error}): run without -D stack") from error
        self.profile: dict[str, Any] = written["profile"]
        self.folder = Path(written["folder"])
        self._all = [
            LentService(each["name"], each["pid"], each["url"], Path(each["log"])) for each in written["services"]
        ]
        self.services = {each.name: each for each in self._all if each.url}

    def died(self) -> list[LentService]:
        """The processes that ended."""
        return [each for each in self._all if each.died]

    def log_mark(self) -> dict[str, int]:
        """As a stack's."""
        return {each.name: each.log.stat().st_size for each in self._all if each.log.exists()}

    def log_since(self, mark: Mapping[str, int], most: int = 65_536) -> dict[str, str]:
        """As a stack's."""
        logged = {each.name: log_since(each.log, mark.get(each.name, 0), most) for each in self._all}
        return {name: said for name, said in logged.items() if said}

    def has_logged(self, words: str) -> bool:
        """As a stack's."""
        for service in self.services.values():
            with suppress(OSError):
                if words in service.log.read_text(encoding="utf-8", errors="replace"):
                    return True
        return False

    def stop(self) -> None:
        """Does nothing: it is another's."""


def lend(stack: Any) -> Path:
    """Write down a running stack for workers; the file goes with the stack, and is its owner's alone to read.

    :param stack: a support.stack.stack.Stack.
    """
    path = Path(stack.folder) / "lent.json"
    services = [
        {"name": each.name, "pid": each.pid, "url": getattr(stack.services.get(each.name), "url", ""),
         "log": str(each.log)}
        for each in stack.controllers()
    ]  # fmt: skip
    written = {"profile": stack.addresses().as_profile(), "folder": str(stack.folder), "services": services}
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(written, file)
    return path
