"""The picture of ``goldenpath proof --matrix``: scenarios against defects, and what can be read off it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.runs.proof_scope import Candidate

CAUGHT, RED = "●", "○"
"""Red in a Then of its own; red elsewhere, which proves nothing."""

_STYLE = """
body{font:14px/1.4 system-ui,sans-serif;margin:2rem;color:#1c2430;background:#fff}
table{border-collapse:collapse}td,th{border:1px solid #dde2e8;text-align:center;padding:0 .3rem}
th.scenario{text-align:left;font-weight:400;white-space:nowrap}
th.defect{height:16rem;vertical-align:bottom}
th.defect span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap}
.blunt{background:#f3e3c3}.alone{background:#cfe8d5;font-weight:700}.nothing{background:#f6d5d5}
"""


@dataclass(frozen=True)
class Matrix:
    """Which scenarios each defect reddens (``red``), and which of them catch it in a Then of their own (``caught``)."""

    scenarios: tuple[Candidate, ...]
    red: Mapping[str, frozenset[str]]
    caught: Mapping[str, frozenset[str]]
    blunt: frozenset[str]

    @classmethod
    def of(
        cls,
        scenarios: Iterable[Candidate],
        red: Mapping[str, Iterable[str]],
        caught: Mapping[str, Iterable[str]],
        blunt: Iterable[str],
    ) -> Matrix:
        """:param blunt: the defects that redden too much to prove anything."""
        ordered = sorted(scenarios, key=lambda each: (each.capability, each.place))
        return cls(tuple(ordered), _sets(red), _sets(caught), frozenset(blunt))

    def alone(self) -> dict[str, str]:
        """The defects that one scenario alone catches, each with that scenario's id: it must not be lost."""
        return {defect: next(iter(caught)) for defect, caught in sorted(self.caught.items()) if len(caught) == 1}

    def to_merge(self) -> list[tuple[str, str]]:
        """Scenarios that catch nothing that another one of their capability does not, each with that other one. Of two
        that catch the same, the later one is suggested."""
        catches = {
            each.id: frozenset(defect for defect, caught in self.caught.items() if each.id in caught)
            for each in self.scenarios
        }
        found = []
        for place, each in enumerate(self.scenarios):
            for other_place, other in enumerate(self.scenarios):
                if other is each or other.capability != each.capability or other.written == each.written:
                    continue
                mine, theirs = catches[each.id], catches[other.id]
                if mine and (mine < theirs or (mine == theirs and other_place < place)):
                    found.append((each.id, other.id))
                    break
        return found

    def as_json(self) -> dict[str, Any]:
        """For the proof's document."""
        return {
            "matrix": {defect: sorted(red) for defect, red in sorted(self.red.items())},
            "caught": {defect: sorted(caught) for defect, caught in sorted(self.caught.items())},
            "alone": self.alone(),
            "to_merge": [{"scenario": scenario, "into": other} for scenario, other in self.to_merge()],
        }

    def written(self) -> str:
        """As a page: one file, no server."""
        names = {each.id: each for each in self.scenarios}
        alone = self.alone()
        head = "".join(
            f'<th class="defect{" blunt" if defect in self.blunt else ""}"><span>{html.escape(defect)}</span></th>'
            for defect in self.red
        )
        rows = "".join(self._row(each, alone) for each in self.scenarios)
        said = [f"{defect}: caught by {_title(names, scenario)} alone" for defect, scenario in alone.items()]
        said += [
            f"to merge: {_title(names, scenario)}; it catches nothing that {_title(names, other)} does not"
            for scenario, other in self.to_merge()
        ]
        lines = "".join(f"<li>{html.escape(line)}</li>" for line in said)
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Scenarios against defects</title>'
            f"<style>{_STYLE}</style><h1>Scenarios against defects</h1>"
            f"<p>{CAUGHT} caught in a Then of its own; {RED} red elsewhere, which proves nothing;"
            ' <span class="blunt">blunt</span>: it reddens too much to prove anything;'
            ' <span class="alone">alone</span>: nobody else catches it;'
            ' <span class="nothing">catches nothing</span>.</p>'
            f"<table><tr><th></th>{head}</tr>{rows}</table><ul>{lines}</ul></html>\n"
        )

    def _row(self, scenario: Candidate, alone: Mapping[str, str]) -> str:
        cells = ""
        for defect, red in self.red.items():
            mark = CAUGHT if scenario.id in self.caught.get(defect, ()) else RED if scenario.id in red else ""
            kind = "blunt" if defect in self.blunt else "alone" if alone.get(defect) == scenario.id else ""
            cells += f'<td class="{kind}">{mark}</td>'
        nothing = "" if any(scenario.id in caught for caught in self.caught.values()) else " nothing"
        title = html.escape(f"{scenario.capability}: {scenario.name}")
        return f'<tr><th class="scenario{nothing}" title="{html.escape(scenario.place)}">{title}</th>{cells}</tr>'


def write(matrix: Matrix, path: Path) -> None:
    """Write the page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(matrix.written(), encoding="utf-8")


def _sets(of: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(ids) for name, ids in of.items()}


def _title(names: Mapping[str, Candidate], identity: str) -> str:
    return f"{names[identity].name!r} ({names[identity].place})" if identity in names else identity
