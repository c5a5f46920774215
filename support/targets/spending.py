"""What a run may ask for and spend at a deployment, and how fast: a profile's [spend]."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from support.settings import SettingsError


@dataclasses.dataclass(frozen=True)
class Spending:
    """Bounds of one run; None for none. Workers of a shared run have a part of them each."""

    max_asks: float | None = None
    """Questions in all."""
    max_usd: float | None = None
    """US dollars in all, at ``usd_per_ask``."""
    usd_per_ask: float = 0.0
    """What a question is taken to cost, in US dollars."""
    asks_per_minute: float | None = None
    sign_ups_per_minute: float | None = None

    @property
    def asks(self) -> int | None:
        """How many questions the run may ask, by number and by money; None for as many as it likes."""
        bounds = [] if self.max_asks is None else [self.max_asks]
        if self.max_usd is not None:
            bounds.append(self.max_usd / self.usd_per_ask)
        return int(min(bounds) + 1e-9) if bounds else None

    def shared(self, number: int, of: int) -> Self:
        """The part of one worker, counted from 1: all parts together are the whole."""
        asks = self.asks
        mine = None if asks is None else float(asks // of + (number <= asks % of))
        rates = {
            name: each / of for name in ("asks_per_minute", "sign_ups_per_minute") if (each := getattr(self, name))
        }
        return dataclasses.replace(self, max_asks=mine, max_usd=None, **rates)

    @classmethod
    def of_profile(cls, spend: Mapping[str, Any], where: str) -> Self:
        """Reads a profile's [spend]; SettingsError for an unknown or unfit entry."""
        known = {field.name for field in dataclasses.fields(cls)}
        for name, value in spend.items():
            if name not in known:
                raise SettingsError(f"{where}: [spend] has no entry {name!r}: known are {', '.join(sorted(known))}")
            if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
                raise SettingsError(f"{where}: expected a number in spend.{name}, saw {value!r}: correct it")
        for name in ("asks_per_minute", "sign_ups_per_minute"):
            if spend.get(name) == 0:
                raise SettingsError(f"{where}: expected a number above 0 in spend.{name}, saw 0: correct it")
        if "max_usd" in spend and not spend.get("usd_per_ask"):
            raise SettingsError(f"{where}: spend.max_usd needs usd_per_ask: say what a question costs")
        return cls(**spend)
