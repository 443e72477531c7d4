"""Organisations: what they are called, where they are, what they are to the county, and who answers the telephone.

One row an organisation, whatever it is: the same factory applies to reopen, makes masks and gives some away. The
credit code is public and stands in plain text; whom one rings is a person, so name and telephone are sealed.
Places and users are bare ids.
"""

from __future__ import annotations

from django.db import models

from tongchou.base.refusals import words

KINDS = {
    "enterprise": words("企業"),
    "venue": words("公共場所"),
    "maker": words("物資生產企業"),
    "donor": words("捐贈單位"),
    "receiving": words("受贈單位"),
    "department": words("部門"),
}


class Organisation(models.Model):
    """One organisation. `folded` is its name as names are compared; `registration` an older number of fifteen digits.

    The name stays as first told; what it is called otherwise stands in `OrganisationName`. Address and contact are
    what was told last.
    """

    code = models.CharField(max_length=18, blank=True)
    registration = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    place = models.BigIntegerField(db_index=True)
    address = models.CharField(max_length=200, blank=True)
    contact_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    told_at = models.DateTimeField()

    class Meta:
        db_table = "organisation"
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="organisation_code_once")
        ]
        indexes = [models.Index(fields=["folded"], name="organisation_folded")]


class OrganisationKind(models.Model):
    """What an organisation is to the county: several at once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kinds", db_constraint=False)
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))

    class Meta:
        db_table = "organisation_kind"
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="organisation_kind_once")]
        indexes = [models.Index(fields=["kind"], name="organisation_kind_kind")]


class OrganisationName(models.Model):
    """Another name an organisation was told of under."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="names", db_constraint=False)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, db_index=True)

    class Meta:
        db_table = "organisation_name"
        constraints = [models.UniqueConstraint(fields=["organisation", "folded"], name="organisation_name_once")]


class ContactLook(models.Model):
    """Who saw the contact's name and telephone, when, and for what. Only ever inserted."""

    user = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    purpose = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        db_table = "organisation_contact_look"
