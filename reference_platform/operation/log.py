"""Log lines: one JSON object each, on stdout. Never a secret: routes are patterns, bodies are left out."""

import json
import logging
import sys
from datetime import UTC, datetime

from reference_platform.operation import correlation


class JsonLines(logging.Formatter):
    """Formats a record with service and instance of the process, correlation id and its own `fields`."""

    def __init__(self, service: str, instance: str) -> None:
        super().__init__()
        self.always = {"service": service, "instance": instance}

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object; the record's fields, given as extra={"fields": {...}}, are merged in."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            **self.always,
            "correlation_id": correlation.current(),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure(service: str, instance: str, level: int = logging.INFO) -> None:
    """Makes every logger of this process write JSON lines to stdout."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(service, instance))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpx2", "httpcore", "openai", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
