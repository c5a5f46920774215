"""All defects, by name."""

from __future__ import annotations

from reference_platform.defects import (
    accounts,
    agents,
    agents_at_work,
    golden_path,
    isolation,
    live_events,
    sign_ins,
    tokens,
    tools,
)
from reference_platform.defects.defect import Defect

ALL = (
    *golden_path.DEFECTS,
    *live_events.DEFECTS,
    *accounts.DEFECTS,
    *isolation.DEFECTS,
    *sign_ins.DEFECTS,
    *tokens.DEFECTS,
    *tools.DEFECTS,
    *agents.DEFECTS,
    *agents_at_work.DEFECTS,
)

DEFECTS: dict[str, Defect] = {defect.name: defect for defect in ALL}
