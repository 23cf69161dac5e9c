"""Logs carry codes and references, never values: messages are cut to their template."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any


class NoValues(logging.Filter):
    """Drops arguments of messages from libraries, and the request objects they attach."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith("mugur"):
            record.args = ()
            record.msg = str(record.msg).split("%", 1)[0].rstrip()
        for name in ("request", "sql", "params"):
            record.__dict__.pop(name, None)
        if record.exc_info and record.exc_info[1] is not None:
            kind = type(record.exc_info[1]).__name__
            record.exc_text = f"{kind} (values are not logged)"
            record.exc_text += "".join(f"\n  {f}" for f in _frames(record.exc_info[2]))
            record.exc_info = None
        return True


def _frames(trace: object) -> list[str]:
    import traceback

    return [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]  # type: ignore[arg-type]


def configure() -> None:
    """Structured logs of our own: named facts only; of an exception its kind and frames, never a local."""
    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _frames_only,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def _frames_only(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    import sys

    if event.pop("exc_info", None):
        kind, _, trace = sys.exc_info()
        event["error"] = kind.__name__ if kind else ""
        event["frames"] = _frames(trace)[-12:]
    return event
