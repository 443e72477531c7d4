"""The WSGI door that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
application = get_wsgi_application()

from django.core.signals import request_finished  # noqa: E402  (Django has to be awake)

from tongchou.config import daily  # noqa: E402
from tongchou.config.memory import keep_few_heaps, rarely_collect, settle  # noqa: E402
from tongchou.config.stores import give_back_pages  # noqa: E402
from tongchou.config.timing import set_county_clock  # noqa: E402
from tongchou.config.turns import take_short_turns  # noqa: E402
from tongchou.config.warming import warm_up  # noqa: E402

set_county_clock()
keep_few_heaps()
rarely_collect()
take_short_turns()
request_finished.connect(give_back_pages)
warm_up()
settle()
daily.start()
