"""All routes of the desk and the field page, and who answers when none fits."""

from django.urls import include, path

# The phones' first: they come by the thousand, and Django tries all of the desk's before what stands behind them.
urlpatterns = [path("field/", include("tongchou.field.urls")), path("", include("tongchou.web.urls"))]

handler400 = "tongchou.web.shell.refusals.bad_request"
handler403 = "tongchou.web.shell.refusals.forbidden"
handler404 = "tongchou.web.shell.refusals.not_found"
handler500 = "tongchou.web.shell.refusals.broken"
