"""The product's settings with the peer beside it, on a database of its own that is thrown away."""

from kezhang.web.settings import *  # noqa: F403
from kezhang.web.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "simple_history", "import_export", "bench.peer"]
