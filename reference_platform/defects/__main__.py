"""The one door to defects.

`list [--json]` says which there are; `run NAME SERVICE` is `python -m reference_platform.SERVICE` with that
defect in it. Exit code 3, with one line, where the defect cannot be put in place; 2 for a name or a service
that is not known.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import runpy
import sys
from typing import NoReturn

from reference_platform.defects.catalogue import all_defects, named
from reference_platform.defects.defect import NotApplied

NOT_APPLIED = 3


def main(arguments: list[str] | None = None) -> None:
    """Does what the command line asks; see the module's docstring."""
    parser = argparse.ArgumentParser(prog="python -m reference_platform.defects", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    listing = acts.add_parser("list", help="the defects, one per line")
    listing.add_argument("--json", action="store_true", help="as JSON, with all that is known of each")
    running = acts.add_parser("run", help="a service of the platform with a defect in it")
    running.add_argument("name")
    running.add_argument("service")
    asked = parser.parse_args(arguments)
    if asked.act == "run":
        run(asked.name, asked.service)
    elif asked.json:
        print(json.dumps([defect.public() for defect in all_defects().values()], indent=2))
    else:
        for defect in all_defects().values():
            print(f"{defect.name}  ({', '.join(defect.requirements)})  {defect.says}")


def run(name: str, service: str) -> None:
    """Runs the service's own main with the defect in place, where it is one of this service."""
    module = f"reference_platform.{service}"
    defect = named(name)
    if defect is None:
        _leave(2, f"there is no defect {name}; `list` names those there are")
    if not service.isidentifier() or importlib.util.find_spec(module) is None:
        _leave(2, f"there is no service {service}; known are those with a folder in reference_platform")
    if service in defect.services:
        try:
            defect.apply()
        except NotApplied as error:
            _leave(NOT_APPLIED, str(error))
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _leave(code: int, says: str) -> NoReturn:
    print(says, file=sys.stderr, flush=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
