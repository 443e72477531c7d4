"""The phone page as files: its shell, its service worker, its manifest, its words, and the session behind it.

None of them says anything of a person or a user, so the worker may keep them for days without a network.
"""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.base.refusals import NotAllowed, NotFound, Refused, words
from tongchou.field.words import by_key
from tongchou.registers.staff.models import User
from tongchou.web.shell.access import ANYONE, page
from tongchou.web.shell.security import CONTENT_SECURITY_POLICY

ENTRY = "src/field/main.tsx"
WORKER = "src/field/worker.ts"
LANGUAGES = ("zh-hant", "zh-hans", "en")
ICONS = tuple(f"field-{shape}{pixels}.png" for shape in ("", "round-") for pixels in (192, 512))
#: What the build leaves in the worker's text for the list of files.
PLACE_OF_FILES = "__TONGCHOU_FIELD_FILES__"
POLICY = f"{CONTENT_SECURITY_POLICY}; manifest-src 'self'; worker-src 'self'"


class Built(NamedTuple):
    """What the front end's build made of the page, as addresses; `worker` is a text."""

    script: str
    preloads: tuple[str, ...]
    styles: tuple[str, ...]
    worker: str

    @property
    def files(self) -> tuple[str, ...]:
        """Return every address that the page needs without a network."""
        spoken = tuple(f"/field/words.{language}.json" for language in LANGUAGES)
        icons = tuple(settings.STATIC_URL + name for name in (*ICONS, "icon.svg"))
        return ("/field/", self.script, *self.preloads, *self.styles, *spoken, "/field/manifest.webmanifest", *icons)


@lru_cache(maxsize=1)
def built() -> Built:
    """Return what the build made.

    Raises:
        NotFound("not_built"): nobody built it.
    """
    manifest = settings.STATIC_ROOT / "manifest.json"
    if not manifest.exists():
        raise NotFound("not_built", words("走訪頁尚未生成，請管理員運行 make。"))
    chunks = json.loads(manifest.read_text("utf-8"))
    base, entry = settings.STATIC_URL, chunks[ENTRY]
    return Built(
        script=base + entry["file"],
        preloads=tuple(base + chunks[name]["file"] for name in entry.get("imports", ())),
        styles=tuple(base + name for name in entry.get("css", ())),
        worker=(settings.STATIC_ROOT / chunks[WORKER]["file"]).read_text("utf-8"),
    )


@page(ANYONE)
@require_safe
@ensure_csrf_cookie
def shell(request: HttpRequest) -> HttpResponse:
    """Answer the page's frame: the same for everybody."""
    response = render(request, "field/shell.html", {"built": built()})
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response


@page(ANYONE)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Answer the service worker, with the files it keeps written in; it differs as soon as one of them does."""
    text = built().worker.replace(PLACE_OF_FILES, " ".join((_version(), *built().files)))
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def _version() -> str:
    parts = [built().worker, *built().files, render_to_string("field/shell.html", {"built": built()})]
    parts += [_spoken(language) for language in LANGUAGES]
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


@page(ANYONE)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Answer what a phone needs to install the page."""
    icons = [
        {
            "src": settings.STATIC_URL + name,
            "sizes": f"{name.rstrip('.png').rsplit('-', 1)[1]}x{name.rstrip('.png').rsplit('-', 1)[1]}",
            "type": "image/png",
            "purpose": "maskable" if "round" in name else "any",
        }
        for name in ICONS
    ]
    told = {
        "id": "/field/",
        "name": gettext("統籌走訪"),
        "short_name": gettext("走訪"),
        "start_url": "/field/",
        "scope": "/field/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#123f63",
        "icons": icons,
    }
    return HttpResponse(
        json.dumps(told, ensure_ascii=False),
        content_type="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )


@page(ANYONE)
@require_safe
def spoken(request: HttpRequest, language: str) -> HttpResponse:
    """Answer the page's words in one language."""
    if language not in LANGUAGES:
        raise NotFound("no_such_language", words("沒有這種語言。"))
    return HttpResponse(_spoken(language), content_type="application/json", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=len(LANGUAGES))
def _spoken(language: str) -> str:
    with translation.override(language):
        return json.dumps({key: gettext(text) for key, text in by_key().items()}, ensure_ascii=False)


@page(ANYONE)
@require_http_methods(["GET", "POST", "DELETE"])
@ensure_csrf_cookie
def session(request: HttpRequest) -> HttpResponse:
    """Say who is signed in (null: nobody), sign in with a name and a password, or sign out."""
    if request.method == "POST":
        return _sign_in(request)
    if request.method == "DELETE":
        logout(request)
        return JsonResponse(None, safe=False)
    return JsonResponse(_who(request.user) if isinstance(request.user, User) else None, safe=False)


def _sign_in(request: HttpRequest) -> HttpResponse:
    try:
        said = json.loads(request.body)
        name, password = str(said["username"]), str(said["password"])
    except (ValueError, KeyError, TypeError):
        raise Refused("sign_in_malformed", words("請填用戶名和密碼。")) from None
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        raise NotAllowed("wrong_password", words("用戶名或密碼不對。連續十次不對，須等十五分鐘。"))
    login(request, user)
    return JsonResponse(_who(user))


def _who(user: User) -> dict[str, object]:
    return {
        "user": str(user.pk),
        "username": user.get_username(),
        "name": user.display_name,
        "must_change": user.must_change,
    }
