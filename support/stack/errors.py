"""The one exception of the stack."""

from __future__ import annotations


class StackError(Exception):
    """An embedded service cannot be had.

    ``str(error)`` is one clear line (what was expected, what was seen, what to do) and, where the service
    wrote a log, the last lines of it below. Exit code 2.
    """

    def __init__(self, line: str, log_tail: str = "") -> None:
        super().__init__(line)
        self.line = line
        self.log_tail = log_tail

    def __str__(self) -> str:
        if not self.log_tail:
            return self.line
        return "\n".join([self.line, "the end of its log:", *(f"  {row}" for row in self.log_tail.splitlines())])
