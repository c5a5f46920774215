"""The four paths along which agents may work on a question."""

from collections.abc import Sequence
from typing import Literal

Finding = Literal["sufficient", "partial", "insufficient", "unknown"]
"""What triage can find in the records."""

#: The agents of each path, by what triage found.
PATHS: dict[Finding, tuple[str, ...]] = {
    "sufficient": ("triage", "data", "optimization", "actions", "reporting"),
    "partial": ("triage", "data_helper", "data", "reporting"),
    "insufficient": ("triage", "data_helper", "reporting"),
    "unknown": ("data_helper", "reporting"),
}


def path_of(finding: Finding, agents: Sequence[str]) -> list[str]:
    """The agents that take part, in order: the path for what triage found, as far as the plan's agents go."""
    return [agent for agent in PATHS[finding] if agent in agents]
