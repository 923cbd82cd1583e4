"""A home and a database of its own for a measurement; a real one is never touched."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


@contextmanager
def home(name: str) -> Iterator[Path]:
    """An installation with every table and nothing in it: on SQLite, or beside what is at DATABASE_URL."""
    folder, url = Path(tempfile.mkdtemp(prefix=f"kezhang-{name}-")), os.environ.get("DATABASE_URL", "")
    own = f"kezhang_{name}_{os.getpid()}"
    os.environ["KEZHANG_HOME"] = str(folder)
    try:
        if url:
            _on_server(url, f"CREATE DATABASE {own}")
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{own}"))
        from kezhang.web.start_up import start

        start()
        from kezhang.cli.installation import migrate

        migrate()
        yield folder
    finally:
        if url:
            from django.db import connections

            connections.close_all()
            _on_server(url, f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")
        shutil.rmtree(folder, ignore_errors=True)


def _on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute(statement)
