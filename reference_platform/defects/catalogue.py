"""All defects, by name."""

from __future__ import annotations

from reference_platform.defects import (
    accounts,
    agents,
    agents_at_work,
    business,
    companies,
    conversations,
    doors,
    golden_path,
    injections,
    isolation,
    live_events,
    rights,
    sign_ins,
    single_sign_on,
    threads,
    tokens,
    tools,
    walls,
    workflows,
)
from reference_platform.defects.defect import Defect

ALL = (
    *accounts.DEFECTS,
    *agents.DEFECTS,
    *agents_at_work.DEFECTS,
    *business.DEFECTS,
    *companies.DEFECTS,
    *conversations.DEFECTS,
    *doors.DEFECTS,
    *golden_path.DEFECTS,
    *injections.DEFECTS,
    *isolation.DEFECTS,
    *live_events.DEFECTS,
    *rights.DEFECTS,
    *sign_ins.DEFECTS,
    *single_sign_on.DEFECTS,
    *threads.DEFECTS,
    *tokens.DEFECTS,
    *tools.DEFECTS,
    *walls.DEFECTS,
    *workflows.DEFECTS,
)

DEFECTS: dict[str, Defect] = {defect.name: defect for defect in ALL}
