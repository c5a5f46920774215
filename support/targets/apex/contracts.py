"""The wire of contracts: invoices, charges, and where records are kept."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from support.targets.apex import shapes
from support.targets.canon.contracts import Charge, Invoice, Place
from support.targets.dialect import Call, Query, ShapeError

_CHARGES = """
SELECT c.run_id::text, c.amount, r.cost, r.savings, r.tokens::text FROM charges c LEFT JOIN runs r ON r.id = c.run_id
WHERE c.organisation_id = $1::text::uuid ORDER BY c.at, c.id"""
_PLACES = """
SELECT tableoid::regclass::text AS place, region, count(*) AS records FROM analytics.usage_records
WHERE organisation_id = $1::text::uuid GROUP BY 1, 2 ORDER BY 1, 2"""


def _amount(value: Any, name: str) -> Decimal:
    told = shapes.text(value, name)
    try:
        return Decimal(told)
    except InvalidOperation as error:
        raise ShapeError(f"expected an amount in the field {name!r}, saw {told!r}") from error


def _invoice(value: Any) -> Invoice:
    by_contract = value.get("by_contract") if isinstance(value, Mapping) else None
    return Invoice(
        plan=shapes.words(shapes.field(value, "plan")),
        base=_amount(value, "base"),
        usage=_amount(value, "usage"),
        total=_amount(value, "total"),
        savings=_amount(value, "savings"),
        runs=shapes.whole(value.get("runs")),
        prompt_tokens=shapes.whole(value.get("prompt_tokens")),
        completion_tokens=shapes.whole(value.get("completion_tokens")),
        by_contract=by_contract if isinstance(by_contract, bool) else None,
    )


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _charge(row: Mapping[str, Any]) -> Charge:
    tokens = json.loads(row["tokens"] or "{}")
    prompt, completion = shapes.whole(tokens.get("prompt")), shapes.whole(tokens.get("completion"))
    amounts = (Decimal(row["amount"]), _decimal(row["cost"]), prompt, completion, _decimal(row["savings"]))
    return Charge(row["run_id"], *amounts)


class Contracts:
    """See :class:`support.targets.dialect.Dialect`, contracts."""

    kept_charges = Query("charges", _CHARGES, _charge)
    kept_places = Query("places", _PLACES, lambda row: Place(row["place"], row["region"], row["records"]))

    def invoice(self, organisation_id: str) -> Call[Invoice]:
        """GET /organisations/{id}/invoice."""
        path = f"/organisations/{urllib.parse.quote(organisation_id, safe='')}/invoice"
        return Call("reads the invoice", "accounts", "GET", path, _invoice)

    def reside(self, organisation_id: str, region: str) -> Call[str]:
        """PUT /organisations/{id}/residency."""
        path = f"/organisations/{urllib.parse.quote(organisation_id, safe='')}/residency"
        body = {"region": region}
        return Call(
            f"has records kept in {region}", "accounts", "PUT", path, lambda it: shapes.text(it, "region"), body=body
        )
