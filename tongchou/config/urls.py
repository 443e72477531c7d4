"""All routes of the desk and the field page, and who answers when none fits."""

from django.urls import include, path

urlpatterns = [path("", include("tongchou.web.urls")), path("field/", include("tongchou.field.urls"))]

handler400 = "tongchou.web.shell.refusals.bad_request"
handler403 = "tongchou.web.shell.refusals.forbidden"
handler404 = "tongchou.web.shell.refusals.not_found"
handler500 = "tongchou.web.shell.refusals.broken"
