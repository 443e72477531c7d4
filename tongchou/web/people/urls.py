"""Routes of persons and of those who work."""

from __future__ import annotations

from django.urls import path

from tongchou.web.people import directory, persons, teams

urlpatterns = [
    path("people/", persons.find, name="people"),
    path("people/<int:number>/", persons.person, name="person"),
    path("people/<int:number>/look/", persons.look, name="person-look"),
    path("people/<int:number>/looks/", persons.looks, name="person-looks"),
    path("teams/", teams.teams, name="teams"),
    path("teams/form/", teams.form, name="team-form"),
    path("staff/", directory.directory, name="staff"),
]
