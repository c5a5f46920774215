"""Who holds what: questions over every table, those that nobody thought of included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from support.targets.dialect import Holding, Query, Table

_TABLES = """
SELECT table_schema AS schema, table_name AS name, array_agg(column_name::text)::text[] AS columns
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema IN ('public', 'analytics') AND table_type = 'BASE TABLE' AND table_name NOT LIKE '%pogo%'
GROUP BY 1, 2 ORDER BY 1, 2"""

_COMPANY_OF = {
    "organisations": "x.id",
    "organisation_id": "x.organisation_id",
    "users": "(SELECT m.organisation_id FROM members m WHERE m.user_id = x.id)",
    "user_id": "(SELECT m.organisation_id FROM members m WHERE m.user_id = x.user_id)",
    "thread_id": "(SELECT t.organisation_id FROM threads t WHERE t.id = x.thread_id)",
    "run_id": "(SELECT r.organisation_id FROM runs r WHERE r.id = x.run_id)",
}
"""Whose a row is, by the table's name or by the first of these columns that it has."""

_PERSON_OF = {
    "users": "x.id",
    "owner_id": "x.owner_id",
    "user_id": "x.user_id",
    "thread_id": "(SELECT t.owner_id FROM threads t WHERE t.id = x.thread_id)",
    "run_id": "(SELECT r.user_id FROM runs r WHERE r.id = x.run_id)",
}
"""The one person for whom a row is kept; a row without any of these is the company's."""


def _whose(table: Table, by: Mapping[str, str]) -> str:
    return next((sql for name, sql in by.items() if name == table.name or name in table.columns), "NULL")


def _part(table: Table) -> str:
    place = f'"{table.schema}"."{table.name}"'
    return (
        f"SELECT DISTINCT '{table.name}' AS place, ({_whose(table, _COMPANY_OF)})::text AS company,"
        f" ({_whose(table, _PERSON_OF)})::text AS person, found[1] AS word"
        f" FROM {place} x, regexp_matches(x::text, $1 || '[0-9a-f]+', 'g') found WHERE strpos(x::text, $1) > 0"
    )


def _trace(table: Table) -> str:
    place = f'"{table.schema}"."{table.name}"'
    return (
        f"SELECT '{table.name}' AS place, md5(string_agg(md5(x::text), '' ORDER BY x::text)) AS word"
        f" FROM {place} x WHERE x::text ~ $1 HAVING count(*) > 0"
    )


def _table(row: Mapping[str, Any]) -> Table:
    return Table(row["schema"], row["name"], tuple(row["columns"]))


def _holding(row: Mapping[str, Any]) -> Holding:
    return Holding(row["place"], row.get("company"), row.get("person"), row["word"])


class Holdings:
    """See :class:`support.targets.dialect.Dialect`, who holds what."""

    kept_tables = Query("tables", _TABLES, _table)

    def holding(self, tables: Sequence[Table]) -> Query[Holding]:
        """Every word that begins with $1, in whatever column, with its place and whose row that is."""
        return Query("words", " UNION ALL ".join(map(_part, tables)), _holding)

    def traces(self, tables: Sequence[Table]) -> Query[Holding]:
        """For each table one fingerprint of all rows that match the pattern $1."""
        return Query("traces", " UNION ALL ".join(map(_trace, tables)) + " ORDER BY 1", _holding)

    def keyed(self, key: str, owner_ids: Sequence[str]) -> bool:
        """Whether a key of Redis is named after one of these ids."""
        return any(each in key for each in owner_ids)
