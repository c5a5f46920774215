"""``goldenpath report``: the pages of the last run anew: the catalogue, the Allure page where Node is found (else it
says so), and the business page with its links to both."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from support.report import allure_page, business_page, catalogue, run_json
from support.report.allure_page import NotRendered
from support.runs.refused import Refused
from support.settings import Settings, SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Render the pages; 0 also where Allure cannot be had, 2 where there is no run to report."""
    parser = argparse.ArgumentParser(prog="goldenpath report", description="Render the pages of the last run.")
    parser.add_argument("-D", dest="defines", action="append", default=[], metavar="NAME=VALUE", help="a setting")
    asked = parser.parse_args(arguments)
    try:
        defines = [(name.strip(), value) for name, _, value in (each.partition("=") for each in asked.defines)]
        reports = Settings.of_folder(Path.cwd(), defines).reports
        document = run_json.read(reports)
        if not document.keys() >= {"golden_path", "trends", "proof"}:
            raise ValueError(f"{reports / run_json.NAME} is of an earlier state of the suite: run behave again")
    except (SettingsError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        print(f"catalogue:     {catalogue.write(reports)}")
    except Refused as reason:
        print(f"catalogue:     not rendered: {reason}")
    page = reports / Path(business_page.ALLURE_PAGE).parent
    try:
        print(f"Allure page:   {allure_page.render(reports / 'allure-results', page, document)}")
    except NotRendered as reason:
        print(f"Allure page:   not rendered: {reason}")
    links = allure_page.addresses(page, document["scenarios"])
    print(f"business page: {business_page.write(document, reports, links)}")
    return 0
