"""A production trace of 19,366 requests as one customer's records: how long the import and the answer take."""

from __future__ import annotations

import time
from pathlib import Path

from support.actors import trace
from support.actors.figures import EXACT
from support.runs.bench_measure import Measure, NotHere, NotMeasured
from support.runs.bench_sockets import Part
from support.settings import Settings
from support.world import Suite, World

QUESTION = "What did we spend in all, and which model drives the cost?"


def real_input(profile: Path, reports: Path) -> list[Measure]:
    """Seconds for the import and for the answer, whose totals are compared with the file's.

    Raises NotMeasured, and NotHere where the trace is absent.
    """
    if not trace.FILE.is_file():
        raise NotHere(f"the production trace is not here: {trace.FILE}")
    defines = [("target", str(profile)), ("reports", str(reports)), ("evidence", "off"), ("patience", "6")]
    suite = Suite.open(Settings.read(environment={}, defines=defines))
    try:
        world = suite.world(Part("trace"))
        try:
            return _measured(world)
        except AssertionError as error:
            raise NotMeasured(f"the production trace: {error}") from error
        finally:
            world.close()
    finally:
        suite.close()


def _measured(world: World) -> list[Measure]:
    records = trace.records(world.now())
    ada = world.cast.signed_in("Ada")
    ada.opens_tab().ready  # noqa: B018 - a connection counts once it is ready
    began = time.perf_counter()
    imported = ada.imports(records).value
    took = time.perf_counter() - began
    story = ada.follows(ada.asks(QUESTION))
    expected = trace.totals()
    told = {(figure.name, figure.subject): figure.value for figure in story.answer.figures}
    wrong = [key for key in expected if key in told and abs(told[key] - expected[key]) > EXACT]
    assert imported == len(records), f"{imported} of {len(records)} records were imported"
    assert not wrong, f"the answer's {wrong} are not the file's"
    assert ("total_cost", None) in told, "the answer does not tell the total"
    return [
        Measure("real_input_import", took, "s", len(records)),
        Measure("real_input_answer", story.answered_after, "s", len(records)),
    ]
