"""What scenarios make and ask at a deployment: counted, kept within the profile's bounds, and paced."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque

from support.runs.outcomes import NotPermitted
from support.targets.spending import Spending

QUESTION = "questions"
ACCOUNT = "accounts"

_MINUTE = 60.0


class Meter:
    """Of one run, or of one worker of a shared run."""

    def __init__(self, spending: Spending) -> None:
        self.spent: Counter[str] = Counter()
        self._asks = spending.asks
        rates = {QUESTION: spending.asks_per_minute, ACCOUNT: spending.sign_ups_per_minute}
        self._rates = {what: rate for what, rate in rates.items() if rate}
        self._latest: dict[str, deque[float]] = {what: deque() for what in self._rates}

    def counts(self, what: str) -> None:
        """One more of these is about to be made. Waits where that would be too fast; raises NotPermitted where it
        would be more than the profile allows."""
        if what == QUESTION and self._asks is not None and self.spent[what] >= self._asks:
            raise NotPermitted(f"the profile's [spend] allows {self._asks} questions a run, and they are asked")
        if what in self._rates:
            self._paces(what, self._rates[what])
        self.spent[what] += 1

    def _paces(self, what: str, rate: float) -> None:
        """At most ``rate`` in any minute; less than one a minute are that far apart."""
        at_once, window = (int(rate), _MINUTE) if rate >= 1 else (1, _MINUTE / rate)
        latest = self._latest[what]
        if len(latest) >= at_once:
            early = latest.popleft() + window - time.monotonic()
            if early > 0:
                threading.Event().wait(early)  # it keeps a deployment's pace: nothing is awaited
        latest.append(time.monotonic())


class Bill:
    """What one scenario made and asked, by name."""

    def __init__(self, meter: Meter) -> None:
        self.spent: Counter[str] = Counter()
        self._meter = meter

    def counts(self, what: str) -> None:
        """As the meter's."""
        self._meter.counts(what)
        self.spent[what] += 1
