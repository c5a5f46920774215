"""All defects, by name."""

from __future__ import annotations

from reference_platform.defects import accounts, golden_path, isolation, live_events, tools
from reference_platform.defects.defect import Defect

ALL = (*golden_path.DEFECTS, *live_events.DEFECTS, *accounts.DEFECTS, *tools.DEFECTS, *isolation.DEFECTS)

DEFECTS: dict[str, Defect] = {defect.name: defect for defect in ALL}
