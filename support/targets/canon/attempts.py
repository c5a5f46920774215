"""What somebody has that others may reach for."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Belongings:
    """The ids of what is somebody's own: a conversation with its run, the company, a member of it, the session."""

    thread_id: str
    run_id: str
    company_id: str
    member_id: str
    session_id: str
