"""The product's settings with the peer beside it, on a database of its own that is thrown away."""

from kezhang.web.settings import *  # noqa: F403
from kezhang.web.settings import INSTALLED_APPS as OURS
from kezhang.web.settings import MIDDLEWARE as BEFORE

INSTALLED_APPS = [*OURS, "simple_history", "import_export", "bench.peer"]
MIDDLEWARE = [*BEFORE, "bench.constants.FromConstants"]
