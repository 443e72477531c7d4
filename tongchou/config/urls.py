"""All routes of the desk."""

from django.urls import include, path

urlpatterns = [path("", include("tongchou.web.urls"))]
