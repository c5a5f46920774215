"""The formatters of a run. To be imported after environment.py was loaded, which may register some of its own."""

from __future__ import annotations

from typing import Any

from behave.formatter._registry import make_formatters

from support.evidence import allure
from support.runs.ledger import Ledger
from support.runs.outcomes import plain_cause
from support.runs.refused import Refused


def made_for(config: Any, ledger: Ledger) -> list[Any]:
    """The formatters that the command asks for, with Allure's, whose folder the ledger is told. Raises Refused."""
    allure.mend()
    if config.dry_run:
        return list(make_formatters(config, config.outputs))
    if len([name for name in config.format if name.endswith(":AllureFormatter")]) > 1:
        raise Refused("two Allure formatters in one run write into each other: give one Allure formatter")
    try:
        formatters = list(make_formatters(config, config.outputs))
    except (LookupError, ImportError, ValueError) as error:
        raise Refused(f"formatter {plain_cause(error)} is not known: see behave --format=help") from error
    folder = ledger.settings.reports / "allure-results"
    ledger.allure_results = allure.add_formatter(formatters, config, folder)
    return formatters
