"""Time as a promise: named budgets, and how one is judged on a busy machine."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Budget:
    """A named promise of time. ``seconds`` is the promise itself, ``wait`` how long the suite waits for it."""

    name: str
    seconds: float
    wait: float


class Budgets:
    """The budgets by name: connected 2 s, received 100 ms, started 500 ms, first thought 1 s, silence 5 s,
    answer 5 s (45 s with a live model), at once 1 s. The promise is CONTRACT.md's; patience stretches only waits."""

    def __getitem__(self, name: str) -> Budget:
        """That budget; an error that lists them all for any other name."""
        raise NotImplementedError

    def keeps(self, name: str, took: float, says: str) -> None:
        """Asserts that ``took`` seconds keep the promise. A promise of 100 ms or less is broken only when it also exceeds
        three times the echo probe of the same second; else it goes to ``not_checked`` and nothing fails."""
        raise NotImplementedError

    not_checked: list[str]
    """Promises that this scenario could not judge, with the reason."""
