"""日志行: what is logged is a JSON object on a line, with the id of the request it belongs to; and what is counted of requests."""

import json
import logging
import os
import threading
from collections import Counter
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from kezhang import request_id

_lock = threading.Lock()
#: Of this process since it began: answers by status, and the seconds they took together.
ANSWERS: Counter[int] = Counter()
SECONDS = {"sum": 0.0}


def count(status: int, seconds: float) -> None:
    with _lock:
        ANSWERS[status] += 1
        SECONDS["sum"] += seconds


class WithRequest(logging.Filter):
    """Puts the request's id on a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.current()
        return True


class JsonLines(logging.Formatter):
    """One object on a line, which programs read and people can too."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "message": record.getMessage(),
        }
        told |= getattr(record, "told", {})
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class RotatedFile(RotatingFileHandler):
    """For this account alone; where the folder cannot be written, there is no file and the site goes on."""

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(exist_ok=True, mode=0o700)
        made = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(made, "a", encoding=self.encoding)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:
            self.stream = None
