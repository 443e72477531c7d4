"""The WSGI door that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
application = get_wsgi_application()

from tongchou.config import daily  # noqa: E402  (Django has to be awake)
from tongchou.config.memory import rarely_collect  # noqa: E402
from tongchou.config.timing import set_county_clock  # noqa: E402

set_county_clock()
rarely_collect()
daily.start()
