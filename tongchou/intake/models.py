"""What came in, and what was learnt of its columns. Rows of lists are never here: they hold personal data."""

from __future__ import annotations

from django.db import models

from tongchou.base.ids import new_id


class Upload(models.Model):
    """One file that a door took: where its voucher is, whose list it is, and when it was committed.

    `entry` is the journal entry it posts as, made when it came, so that a repeat after a crash posts the same one.
    `staged` is the voucher of the staged list, `result` that of the list as committed. `sender` is who sent it: a code
    of a department, or the user's. `stored` is how many rows of it went into the books. `duplicate_of` names the upload
    that had the same file in already.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    sender = models.CharField(max_length=80)
    user = models.BigIntegerField()
    received_at = models.DateTimeField()
    entry = models.UUIDField(unique=True, default=new_id, editable=False)
    voucher = models.CharField(max_length=64)
    opened = models.CharField(max_length=64, blank=True, default="")
    staged = models.CharField(max_length=64, blank=True, default="")
    result = models.CharField(max_length=64, blank=True, default="")
    asked_on = models.DateField(null=True)
    list_on = models.DateField(null=True)
    list_key = models.CharField(max_length=120, blank=True, default="")
    mapping = models.JSONField(default=dict)
    commit_asked_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    stored = models.IntegerField(default=0)
    duplicate_of = models.UUIDField(null=True)

    class Meta:
        db_table = "intake_upload"
        indexes = [
            models.Index(fields=["kind", "sha256"], name="upload_file"),
            models.Index(fields=["kind", "sender", "list_key"], name="upload_list"),
            models.Index(fields=["received_at"], name="upload_received"),
        ]
        constraints = [
            # Two doors that take the same file at once: the second commit fails here and answers `duplicate`. A file of
            # which nothing went in is not in, and may come again.
            models.UniqueConstraint(
                fields=["kind", "sha256", "list_on"],
                condition=models.Q(committed_at__isnull=False, duplicate_of__isnull=True, stored__gt=0),
                name="upload_committed_once",
            ),
        ]


class RememberedMapping(models.Model):
    """A correction of columns that a sender's lists keep: headers in their order (as a digest) to our columns."""

    kind = models.CharField(max_length=40)
    sender = models.CharField(max_length=80)
    signature = models.CharField(max_length=32)
    mapping = models.JSONField()
    user = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "intake_mapping"
        constraints = [
            models.UniqueConstraint(fields=["kind", "sender", "signature"], name="mapping_once"),
        ]
