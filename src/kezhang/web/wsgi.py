"""The WSGI entry point."""

from django.core.wsgi import get_wsgi_application

from kezhang.web.start_up import start

start()
application = get_wsgi_application()
