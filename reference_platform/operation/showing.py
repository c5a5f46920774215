"""How instants and rows of the tables are shown to customers."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def now() -> datetime:
    """This instant in UTC, cut to the millisecond, so that the wire and the tables hold the same one."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """The instant as ISO 8601 in UTC with milliseconds, the form of every instant on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shown(row: Any, *names: str) -> dict[str, Any]:
    """Those columns of a row as customers see them: ids and instants as text, amounts as numbers."""
    return {name: _plain(row[name]) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return str(value) if isinstance(value, UUID) else float(value) if isinstance(value, Decimal) else value
