"""POST /api/usage: a customer's usage records, as JSON or CSV, stored all or not at all."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from reference_platform.accounts.bearer import SignedIn
from reference_platform.operation.errors import Refusal, forbidden, invalid

#: The largest import, in bytes.
LARGEST = 128 * 1024 * 1024


def _clean(value: Any) -> Any:
    """Empty means absent; PostgreSQL keeps no NUL character."""
    if isinstance(value, str) and "\x00" in value:
        raise ValueError("it holds a NUL character")
    return None if isinstance(value, str) and not value.strip() else value


def _zoned(time: datetime) -> datetime:
    """A time without a zone is UTC."""
    return time if time.tzinfo else time.replace(tzinfo=UTC)


Clean = BeforeValidator(_clean)
Name = Annotated[str, Field(max_length=500)]
Count = Annotated[int, Field(ge=0, lt=2**53)]
Milliseconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Dollars = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=9)]


class UsageRecord(BaseModel, extra="forbid"):
    """One request to a model. Only time and provider are a must."""

    time: Annotated[datetime, AfterValidator(_zoned)]
    provider: Annotated[Name, Clean]
    model: Annotated[Name | None, Clean] = None
    feature: Annotated[Name | None, Clean] = None
    segment: Annotated[Name | None, Clean] = None
    prompt_tokens: Annotated[Count | None, Clean] = None
    completion_tokens: Annotated[Count | None, Clean] = None
    latency_ms: Annotated[Milliseconds | None, Clean] = None
    cost_usd: Annotated[Dollars | None, Clean] = None
    cached: Annotated[bool, BeforeValidator(lambda value: False if value in (None, "") else value)] = False
    error: Annotated[Name | None, Clean] = None


class Import(BaseModel, extra="forbid"):
    """The JSON form."""

    records: list[UsageRecord]


_REGION = "SELECT region FROM organisations WHERE id = $1 FOR SHARE"
_ROWS = TypeAdapter(list[UsageRecord])
_FIELDS = tuple(UsageRecord.model_fields)
COLUMNS = ("organisation_id", "import_id", "region", "at", *_FIELDS[1:])


async def import_usage(request: Request, caller: SignedIn) -> dict[str, Any]:
    """POST /api/usage: store the records of the caller's organisation: {imported, import_id}.

    422 names the first bad row and its field, and then nothing is stored.
    """
    if not caller.may("usage:import"):
        raise forbidden("Your role may not import usage records.", "Ask an owner for the role of analyst.")
    records = read(request.headers.get("content-type", ""), await _body(request))
    async with request.app.state.database.transaction() as connection:
        # Held until the end: the organisation stays in that region meanwhile.
        region = await connection.fetchval(_REGION, caller.organisation_id)
        owner = (caller.organisation_id, import_id := uuid4(), region)
        await connection.copy_records_to_table(
            "usage_records",
            schema_name="analytics",
            columns=COLUMNS,
            timeout=60,
            records=[(*owner, *(getattr(record, name) for name in _FIELDS)) for record in records],
        )
    return {"imported": len(records), "import_id": str(import_id)}


def read(content_type: str, body: bytes) -> list[UsageRecord]:
    """The records of a body. Refusal 415 or 422."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            return Import.model_validate_json(body).records
        if kind == "text/csv":
            return _ROWS.validate_python(list(_csv(body)))
    except ValidationError as error:
        raise _bad(error) from error
    message, next_step = "Usage records are read as JSON or CSV.", "Send application/json or text/csv."
    raise Refusal(415, "unsupported_media_type", message, next_step)


async def _body(request: Request) -> bytes:
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > LARGEST:
            raise Refusal(413, "too_large", "This import is too large.", "Send it in several parts.")
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
    """The refusal for the first thing that is wrong; rows are counted from 1, without the header."""
    first = error.errors(include_url=False, include_input=False)[0]
    at = [part for part in first["loc"] if part != "records"]
    if not at or not isinstance(at[0], int):
        message = f"The usage records cannot be read: {first['msg']}."
        return invalid("invalid_usage", message, 'Send {"records": [...]}.')
    where = f"Row {at[0] + 1}" + "".join(f", field {name}" for name in at[1:2])
    return invalid("invalid_usage", f"{where}: {first['msg']}. Nothing was stored.")
