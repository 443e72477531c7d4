"""The one way to an upload: its own sender's, or a county officer's who takes lists in for everybody."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tongchou.base.refusals import NotFound, words
from tongchou.intake import services
from tongchou.intake.models import Upload
from tongchou.web.shell.who import Who


def uploads(reader: Who) -> QuerySet[Upload]:
    """Return the uploads that a reader may see, newest first."""
    found = Upload.objects.order_by("-received_at")
    return found if "county_officer" in reader.scope.roles else found.filter(user=reader.scope.user_id)


def upload_of(reader: Who, number: UUID) -> Upload:
    """Return an upload of the reader's.

    Raises:
        NotFound("upload_unknown"): there is none, or it is somebody else's.
    """
    upload = services.get_upload(number)
    if upload.user != reader.scope.user_id and "county_officer" not in reader.scope.roles:
        raise NotFound("upload_unknown", words("沒有這份名單。"))
    return upload
