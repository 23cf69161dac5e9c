"""Logs carry codes and references, never values: messages are cut to their template."""

from __future__ import annotations

import logging


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
