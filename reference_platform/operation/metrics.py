"""What a process counts and measures, in the text format of Prometheus.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

import inspect
import logging
import resource
from collections.abc import Awaitable, Callable
from pathlib import Path

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metric:
    """A counter or a summary: its samples by suffix and value of its label, both empty where it has none."""

    def __init__(self, kind: str, name: str, says: str, label: str = "") -> None:
        self.kind, self.name, self.says, self.label = kind, name, says, label
        suffixes = ("_count", "_sum") if kind == "summary" else ("",)
        self.samples: dict[tuple[str, str], float] = {} if label else dict.fromkeys([(s, "") for s in suffixes], 0.0)

    def add(self, amount: float = 1.0, of: str = "", suffix: str = "") -> None:
        """Counts; `of` is the label's value."""
        self.samples[suffix, of] = self.samples.get((suffix, of), 0.0) + amount

    def observe(self, seconds: float, of: str = "") -> None:
        """Measures one duration."""
        self.add(1.0, of, "_count")
        self.add(seconds, of, "_sum")

    def text(self) -> str:
        """The metric as it is read."""
        lines = [f"# HELP {self.name} {self.says}", f"# TYPE {self.name} {self.kind}"]
        for (suffix, of), value in self.samples.items():
            label = f'{{{self.label}="{of}"}}' if self.label else ""
            lines.append(f"{self.name}{suffix}{label} {value:.10g}")
        return "\n".join(lines)


RUNS = Metric("counter", "apex_runs_total", "Runs that this process ended, by final status.", "status")
RUN_SECONDS = Metric("summary", "apex_run_seconds", "Time from a run's start to its end.")
TOOL_SECONDS = Metric("summary", "apex_tool_seconds", "Time that a tool took.", "tool")
FRAMES = Metric("counter", "apex_frames_total", "Frames of users that this process stored, by type.", "type")
QUOTA_REFUSALS = Metric("counter", "apex_quota_refusals_total", "Requests refused for a spent quota.")
AUTH_FAILURES = Metric("counter", "apex_auth_failures_total", "Requests refused for who is asking.")

Gauge = tuple[str, str, Callable[[], float | Awaitable[float]]]
"""Name, meaning, and how to read it now."""


def resident_bytes() -> float:
    """Memory of this process that is in RAM now; where the system does not say, the most it ever was."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return float(statm.read_text().split()[1]) * resource.getpagesize()
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


_MEMORY: Gauge = ("process_resident_memory_bytes", "Resident memory.", resident_bytes)


async def page(gauges: tuple[Gauge, ...]) -> str:
    """All metrics of the process. A gauge that cannot be read now is left out."""
    parts = [metric.text() for metric in (RUNS, RUN_SECONDS, TOOL_SECONDS, FRAMES, QUOTA_REFUSALS, AUTH_FAILURES)]
    for name, says, read in (_MEMORY, *gauges):
        try:
            value = read()
            value = await value if inspect.isawaitable(value) else value
        except Exception as error:
            logger.warning("%s cannot be read: %s", name, type(error).__name__)
            continue
        parts.append(f"# HELP {name} {says}\n# TYPE {name} gauge\n{name} {value:.10g}")
    return "\n".join(parts) + "\n"
