"""POST /api/usage: a customer's usage records, as JSON or CSV, stored all or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from reference_platform.accounts.bearer import SignedIn
from reference_platform.operation.errors import Refusal, forbidden, invalid

#: The largest import, in bytes: a million records or so.
LARGEST = 128 * 1024 * 1024

router = APIRouter()


def _clean(value: Any) -> Any:
    """Empty means absent; PostgreSQL keeps no NUL character."""
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("it holds a NUL character")
        return value if value.strip() else None
    return value


Text = Annotated[str, Field(max_length=500)]
Name = Annotated[Text | None, BeforeValidator(_clean)]
Count = Annotated[Annotated[int, Field(ge=0, lt=2**53)] | None, BeforeValidator(_clean)]
Milliseconds = Annotated[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, BeforeValidator(_clean)]
Dollars = Annotated[
    Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=9)] | None, BeforeValidator(_clean)
]


class UsageRecord(BaseModel):
    """One request to a model. Only time and provider are a must; a time without a zone is UTC."""

    model_config = ConfigDict(extra="forbid")

    time: datetime
    provider: Annotated[Text, BeforeValidator(_clean)]
    model: Name = None
    feature: Name = None
    segment: Name = None
    prompt_tokens: Count = None
    completion_tokens: Count = None
    latency_ms: Milliseconds = None
    cost_usd: Dollars = None
    cached: Annotated[bool | None, BeforeValidator(_clean)] = False
    error: Name = None

    def row(self) -> tuple[Any, ...]:
        """The values in the order of `COLUMNS`, without the two leading ids."""
        at = self.time if self.time.tzinfo else self.time.replace(tzinfo=UTC)
        return (
            at,
            self.provider,
            self.model,
            self.feature,
            self.segment,
            self.prompt_tokens,
            self.completion_tokens,
            self.latency_ms,
            self.cost_usd,
            bool(self.cached),
            self.error,
        )


class Import(BaseModel):
    """The JSON form."""

    model_config = ConfigDict(extra="forbid")

    records: list[UsageRecord]


COLUMNS = (
    "organisation_id",
    "import_id",
    "at",
    "provider",
    "model",
    "feature",
    "segment",
    "prompt_tokens",
    "completion_tokens",
    "latency_ms",
    "cost_usd",
    "cached",
    "error",
)
_ROWS = TypeAdapter(list[UsageRecord])


@router.post("/api/usage", status_code=201)
async def import_usage(request: Request, caller: SignedIn) -> dict[str, Any]:
    """Store the records of the caller's organisation. 201 {imported, import_id}; 422 names the first bad row
    and
    field, and then nothing is stored."""
    if not caller.may("usage:import"):
        raise forbidden("Your role may not import usage records.", "Ask an owner for the role of analyst.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    records = read(kind, await _body(request))
    import_id = uuid4()
    async with request.app.state.database.transaction() as connection:
        await connection.copy_records_to_table(
            "usage_records",
            schema_name="analytics",
            columns=COLUMNS,
            records=[(caller.organisation_id, import_id, *record.row()) for record in records],
        )
    return {"imported": len(records), "import_id": str(import_id)}


def read(kind: str, body: bytes) -> list[UsageRecord]:
    """The records of a body of that content type. Refusal 415 or 422."""
    try:
        if kind == "application/json":
            return Import.model_validate_json(body).records
        if kind == "text/csv":
            return _ROWS.validate_python(list(_csv(body)))
    except ValidationError as error:
        raise _bad(error) from error
    raise Refusal(
        415,
        "unsupported_media_type",
        "Usage records are read as JSON or CSV.",
        "Send application/json or text/csv.",
    )


async def _body(request: Request) -> bytes:
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > LARGEST:
            raise Refusal(
                413, "too_large", "This import is too large.", "Send the records in several imports."
            )
    return bytes(held)


def _csv(body: bytes) -> Iterator[dict[str, str | None]]:
    try:
        lines = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        for number, row in enumerate(lines, 1):
            if None in row or None in row.values():
                raise invalid("invalid_usage", f"Row {number} has not as many fields as the header.")
            yield dict(row)
    except UnicodeDecodeError:
        raise invalid("invalid_usage", "The CSV is not UTF-8.") from None
    except csv.Error as error:
        raise invalid("invalid_usage", f"The CSV cannot be read: {error}.") from None


def _bad(error: ValidationError) -> Refusal:
    """The refusal for the first thing that is wrong; a row is counted from 1, without the header."""
    first = error.errors(include_url=False, include_input=False)[0]
    at = [part for part in first["loc"] if part != "records"]
    if not at or not isinstance(at[0], int):
        return invalid(
            "invalid_usage", f"The usage records cannot be read: {first['msg']}.", 'Send {"records": [...]}.'
        )
    field = f", field {at[1]}" if len(at) > 1 else ""
    return invalid("invalid_usage", f"Row {at[0] + 1}{field}: {first['msg']}. Nothing was stored.")
