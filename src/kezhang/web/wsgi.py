"""The WSGI entry point."""

import multiprocessing
import os
import signal
import threading

from django.core.wsgi import get_wsgi_application

from kezhang.web.start_up import start

#: Seconds for the requests under way, once the site that began this process is no more.
GRACE = 10.0


def _go_with_the_site() -> None:
    """A site that was killed has told its processes nothing: they would answer on at its port, with no worker beside them."""
    parent = multiprocessing.parent_process()
    if parent is None:  # served by another server, which sees to its own
        return

    def watch() -> None:
        parent.join()
        leaving = threading.Timer(GRACE, os._exit, [1])
        leaving.daemon = True
        leaving.start()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="site", daemon=True).start()


_go_with_the_site()
start()
application = get_wsgi_application()
