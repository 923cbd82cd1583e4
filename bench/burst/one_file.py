"""Settings of a site that keeps on SQLite what comes in bursts in the records' file as well; to hold two files against one."""

from kezhang.web.settings import *  # noqa: F403

DATABASES.pop("edge", None)  # type: ignore[name-defined]  # noqa: F405
