"""The documents of resumption: descriptive facts, never a quantity or a state; where an enterprise stands is booked.

What an enterprise is called, where it is and whom one rings is in `registers/orgs`; its workers are in
`registers/people`; its papers, plans and the words of difficulties are in the voucher store. Organisations and other
pillars' cases are bare ids.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tongchou.base.refusals import words
from tongchou.journal.fields import DayField

SECTORS = {
    "industry": words("工業"),
    "farming": words("農業"),
    "construction": words("建築業"),
    "commerce": words("商貿流通"),
    "catering": words("餐飲業"),
    "lodging": words("住宿業"),
    "services": words("服務業"),
    "other": words("其他行業"),
}
ROLES = {"leader": words("掛鉤領導"), "liaison": words("駐企聯絡員"), "member": words("專班成員")}
MEASURES = {
    "workers": words("招工與返崗接送"),
    "supplies": words("防疫物資調劑"),
    "materials": words("原料與配套協調"),
    "transport": words("物流通行"),
    "funds": words("貸款與續貸"),
    "taxes": words("稅費減免輔導"),
    "guidance": words("防控方案指導"),
}
FINDINGS = {
    "temperature": words("未逐人測溫"),
    "masks": words("未全員戴口罩"),
    "ventilation": words("通風消毒不足"),
    "canteen": words("食堂未分散就餐"),
    "dormitory": words("宿舍過密"),
    "register": words("外來人員未登記"),
    "sheet": words("職工健康日報不實"),
}


class EnterpriseCell(models.Model):
    """A cell of the enterprise grid: enterprises that one service team looks after."""

    name = models.CharField(max_length=60)
    place = models.BigIntegerField()
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_on = DayField()

    class Meta:
        db_table = "resumption_cell"
        constraints = [models.UniqueConstraint(fields=["name", "place"], name="resumption_cell_once")]


class Enterprise(models.Model):
    """One enterprise or venue on its way back to work: the case of the register, one for each organisation."""

    case = models.BigIntegerField(primary_key=True)
    organisation = models.BigIntegerField(unique=True)
    sector = models.CharField(max_length=12, choices=list(SECTORS.items()), default="other")
    is_leading = models.BooleanField(default=False)
    is_key = models.BooleanField(default=False)
    planned_on = DayField(null=True)
    cell = models.ForeignKey(EnterpriseCell, on_delete=models.PROTECT, null=True, related_name="enterprises")
    plan = models.JSONField(default=list)
    planned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "resumption_enterprise"
        indexes = [models.Index(fields=["is_leading"], name="resumption_leading", condition=models.Q(is_leading=True))]


class Member(models.Model):
    """Who stands for the county at an enterprise: the leader linked to it, its resident liaison, its team's members."""

    case = models.BigIntegerField(db_index=True)
    role = models.CharField(max_length=10, choices=list(ROLES.items()))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_on = DayField()
    to_on = DayField(null=True)

    class Meta:
        db_table = "resumption_member"


class Answer(models.Model):
    """A question of the checklist answered, by either side, or a paper handed in. A second answer is a defect, kept.

    `question` is a code of `rules_data/checklist.toml`; `voucher` holds the paper or the words, where there are any.
    """

    case = models.BigIntegerField()
    question = models.CharField(max_length=30)
    user = models.BigIntegerField()
    answered_at = models.DateTimeField()
    voucher = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    is_repeat = models.BooleanField(default=False)

    class Meta:
        db_table = "resumption_answer"
        indexes = [models.Index(fields=["case", "question"], name="resumption_answer_case")]


class Step(models.Model):
    """What stands behind one step of the way: which regime applied, how much of the enterprise, and the reason."""

    claim = models.BigIntegerField(primary_key=True)
    case = models.BigIntegerField(db_index=True)
    state = models.CharField(max_length=20)
    regime = models.CharField(max_length=20)
    rule = models.CharField(max_length=120)
    reason = models.CharField(max_length=30, blank=True)
    workshops = models.CharField(max_length=200, blank=True)
    taken_on = DayField()

    class Meta:
        db_table = "resumption_step"


class Difficulty(models.Model):
    """One difficulty an enterprise raised: the case of its register. Its words and the answer's are vouchers."""

    case = models.BigIntegerField(primary_key=True)
    enterprise = models.BigIntegerField(db_index=True)
    said = models.CharField(max_length=64)
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=64, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "resumption_difficulty"


class SpotCheck(models.Model):
    """One unannounced look at an enterprise at work: the case of its register, with what was found."""

    case = models.BigIntegerField(primary_key=True)
    enterprise = models.BigIntegerField(db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_on = DayField()
    found = models.JSONField(default=list)

    class Meta:
        db_table = "resumption_spot_check"


class AbnormalFound(models.Model):
    """A worker told of by name as abnormal on a day: person, enterprise, and the check of another pillar (bare ids)."""

    person = models.BigIntegerField()
    enterprise = models.BigIntegerField()
    on = DayField(db_column="on_day")
    check_case = models.BigIntegerField(null=True)

    class Meta:
        db_table = "resumption_abnormal"
        constraints = [models.UniqueConstraint(fields=["on", "enterprise", "person"], name="resumption_abnormal_once")]


class Loan(models.Model):
    """A loan granted: to whom, by whom, of which kind. How much is in the books, on the line of its entry."""

    entry = models.UUIDField(primary_key=True)
    enterprise = models.BigIntegerField(db_index=True)
    lender = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    granted_on = DayField()

    class Meta:
        db_table = "resumption_loan"
