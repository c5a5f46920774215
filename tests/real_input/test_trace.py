"""A production trace of 19,366 requests, imported as one customer's records: the answer's totals are the file's."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Iterator
from decimal import Decimal

import pytest

from support.actors import trace
from support.actors.figures import EXACT, Oracle
from support.settings import Settings
from support.world import Suite, World

pytestmark = pytest.mark.skipif(
    not trace.FILE.is_file(), reason=f"the production trace is not here: {trace.FILE} (Azure Public Dataset, CC-BY 4.0)"
)
QUESTION = "What did we spend in all, how many requests and tokens was that, and which model drives the cost?"
ROWS = 19_366


@dataclasses.dataclass
class Title:
    """A scenario as behave would have it."""

    stable_id: str = "T-trace"
    name: str = "a production trace"
    effective_tags: Collection[str] = ()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    reports = str(tmp_path_factory.mktemp("reports"))
    suite = Suite.open(Settings.read(environment={}, defines=[("reports", reports), ("patience", "4")]))
    try:
        opened = suite.world(Title())
        yield opened
        opened.close()
    finally:
        suite.close()


def test_the_totals_of_the_answer_are_those_of_the_file(world: World) -> None:
    expected = trace.totals()
    sent = trace.records(world.now())
    assert len(sent) == expected["requests", None] == ROWS
    ada = world.cast.signed_in("Ada")
    assert ada.imports(sent).value == ROWS

    answer = ada.follows(ada.asks(QUESTION)).answer
    told = {(figure.name, figure.subject): figure.value for figure in answer.figures}
    assert set(told) & set(expected) >= {("total_cost", None), ("requests", None), ("model_cost", "gpt-4o")}
    wrong = {
        key: (told[key], value) for key, value in expected.items() if key in told and abs(told[key] - value) > EXACT
    }
    assert not wrong, f"told and in the file: {wrong}"
    assert not Oracle(sent, {}, world.now(), "enterprise", [QUESTION]).disagreements(answer)
    assert f"{expected['total_cost', None]:,.2f}" in answer.text


def test_the_trace_is_shifted_so_that_its_last_row_is_an_hour_old(world: World) -> None:
    now = world.now()
    sent = trace.records(now)
    read = list(trace.rows())
    assert max(record.time for record in sent) == now - trace.AGE
    assert [b.time - a.time for a, b in itertools.pairwise(sent)] == [b[0] - a[0] for a, b in itertools.pairwise(read)]
    assert [record.model for record in sent[:4]] == ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4o"]
    assert sum((record.cost_usd for record in sent), Decimal(0)) == trace.totals()["total_cost", None]
