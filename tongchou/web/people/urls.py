"""Routes of persons and of those who work."""

from __future__ import annotations

from django.urls import path

from tongchou.web.home import leads
from tongchou.web.people import appointing, directory, looks, persons, teams

leads.register("posts", "staff", stranded="1")

urlpatterns = [
    path("people/", persons.find, name="people"),
    path("people/<int:number>/", persons.person, name="person"),
    path("people/<int:number>/look/", persons.look, name="person-look"),
    path("people/<int:number>/looks/", persons.looks, name="person-looks"),
    path("teams/", teams.teams, name="teams"),
    path("teams/form/", teams.form, name="team-form"),
    path("staff/", directory.directory, name="staff"),
    path("staff/appoint/", appointing.appoint, name="appoint"),
    path("staff/posts/<int:number>/end/", appointing.end, name="post-end"),
    path("staff/users/<int:number>/reset/", appointing.reset, name="sign-in-reset"),
    path("password/", appointing.password, name="password"),
    path("looks/", looks.day, name="looks"),
]
