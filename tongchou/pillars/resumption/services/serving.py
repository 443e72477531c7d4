"""What the county does for an enterprise: the checklist once, answers, papers, a plan, a team, a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.intake import vouchers
from tongchou.pillars.resumption import dated
from tongchou.pillars.resumption.models import MEASURES, ROLES, Answer, Enterprise, EnterpriseCell, Member
from tongchou.pillars.resumption.services.acting import day_of, reach
from tongchou.registers.staff.access import Scope, require
from tongchou.registers.staff.queries import posts_on

#: A paper handed in is at most this long.
MAX_PAPER_BYTES = 20 << 20
TOLD_WHOLE = "checklist"


def consult(scope: Scope, cases: Sequence[int], *, at: datetime) -> int:
    """Tell enterprises the whole checklist and whom to ring, once; return how many had not been told before.

    Telling one a second time is a defect: it is kept as one, and counted.
    """
    with transaction.atomic():
        found = reach(scope, "resumption.consult", cases).case.tolist()
        told = set(Answer.objects.filter(case__in=found, question=TOLD_WHOLE).values_list("case", flat=True))
        Answer.objects.bulk_create(
            [
                Answer(case=case, question=TOLD_WHOLE, user=scope.user_id, answered_at=at, is_repeat=case in told)
                for case in found
            ],
            batch_size=500,
        )
    return len(found) - len(told)


def answer_question(scope: Scope, case: int, *, question: str, at: datetime, text: str = "") -> Answer:
    """Answer a question that an enterprise asked. Answered before, this is a defect, kept and counted.

    Raises:
        Refused("question_unknown"): not on the checklist.
    """
    return _answer(scope, "resumption.answer", case, question, at, content=text.encode())


def hand_in(scope: Scope, papers: Mapping[int, Mapping[str, bytes]], *, at: datetime, file_name: str = "") -> int:
    """Hand papers in: by case, each by its code. One that is there already is not asked again: it is kept as newer.

    Return how many were handed in.

    Raises:
        Refused("question_unknown"), Refused("file_empty"), Refused("file_too_big").
    """
    with transaction.atomic():
        reach(scope, "resumption.apply", list(papers))
        known = _questions(at, "paper")
        rows = []
        for case, handed in papers.items():
            for question, content in handed.items():
                if question not in known:
                    raise Refused("question_unknown", words("清單上沒有這一項。"))
                _refuse_size(content)
                rows.append(
                    Answer(
                        case=case, question=question, user=scope.user_id, answered_at=at,
                        voucher=vouchers.keep(content), file_name=file_name[-120:],
                    )
                )  # fmt: skip
        Answer.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def ask_paper(scope: Scope, case: int, *, question: str, at: datetime) -> Answer:
    """Ask an enterprise for a paper. One it handed in before is given from the books, and the asking kept as a defect.

    Raises:
        NotFound("paper_missing"): it was never handed in: now it may be asked.
    """
    with transaction.atomic():
        reach(scope, "resumption.answer", [case])
        held = Answer.objects.filter(case=case, question=question).exclude(voucher="").order_by("-pk").first()
        if held is None:
            raise NotFound("paper_missing", words("企業還沒有交過這份材料。"))
        return Answer.objects.create(
            case=case, question=question, user=scope.user_id, answered_at=at, voucher=held.voucher,
            file_name=held.file_name, is_repeat=True,
        )  # fmt: skip


def _answer(scope: Scope, verb: str, case: int, question: str, at: datetime, *, content: bytes) -> Answer:
    with transaction.atomic():
        reach(scope, verb, [case])
        if question not in _questions(at):
            raise Refused("question_unknown", words("清單上沒有這一項。"))
        return Answer.objects.create(
            case=case, question=question, user=scope.user_id, answered_at=at,
            voucher=vouchers.keep(content) if content else "",
            is_repeat=Answer.objects.filter(case=case, question=question).exists(),
        )  # fmt: skip


def _questions(at: datetime, kind: str = "") -> set[str]:
    on = date.fromordinal(day_of(at, None))
    return {one.code for one in dated.checklist(on) if kind in ("", one.kind)}


def _refuse_size(content: bytes) -> None:
    if not content:
        raise Refused("file_empty", words("文件是空的，請重新選擇。"))
    if len(content) > MAX_PAPER_BYTES:
        raise Refused("file_too_big", words("文件過大，請分開報送（上限 %(limit)s 兆）。"), limit=MAX_PAPER_BYTES >> 20)


def set_plan(scope: Scope, cases: Sequence[int], *, measures: Sequence[str], at: datetime) -> int:
    """Give enterprises each their plan: what is done for them. Return how many have one now.

    Raises:
        Refused("measure_unknown").
    """
    if not measures or not set(measures) <= set(MEASURES):
        raise Refused("measure_unknown", words("請從幫扶措施中選擇。"))
    with transaction.atomic():
        found = reach(scope, "resumption.serve", cases).case.tolist()
        return Enterprise.objects.filter(case__in=found).update(plan=list(measures), planned_at=at)


def assign(scope: Scope, cases: Sequence[int], *, role: str, user: int, at: datetime) -> int:
    """Put somebody in a role at enterprises; a leader or a liaison takes over from whoever was. Return at how many.

    Raises:
        Refused("role_unknown"), NotFound("user_unknown").
    """
    _refuse_unknown(user, at)
    if role not in ROLES:
        raise Refused("role_unknown", words("不在可選範圍之內：%(value)s。"), value=role)
    with transaction.atomic():
        found = reach(scope, "resumption.serve", cases).case.tolist()
        on = date.fromordinal(day_of(at, None))
        now = Member.objects.filter(case__in=found, role=role, to_on=None)
        held = set(now.filter(user_id=user).values_list("case", flat=True))
        if role != "member":
            now.exclude(user_id=user).update(to_on=on - timedelta(days=1))
        Member.objects.bulk_create(
            [Member(case=case, role=role, user_id=user, from_on=on) for case in found if case not in held],
            batch_size=500,
        )
    return len(found) - len(held)


def _refuse_unknown(user: int, at: datetime) -> None:
    if not posts_on(date.fromordinal(day_of(at, None))).filter(user=user).exists():
        raise NotFound("user_unknown", words("沒有這個用戶。"))


def form_cell(scope: Scope, name: str, *, place: int, lead: int, cases: Sequence[int], at: datetime) -> EnterpriseCell:
    """Form a cell of the enterprise grid, or change who leads it, and put enterprises into it.

    Raises:
        NotAllowed: not at this place. Refused("name_missing"), NotFound("user_unknown").
    """
    _refuse_unknown(lead, at)
    require(scope, "resumption.serve", place=place)
    if not name.strip():
        raise Refused("name_missing", words("請寫明名稱。"))
    with transaction.atomic():
        found = reach(scope, "resumption.serve", cases).case.tolist() if cases else []
        on = date.fromordinal(day_of(at, None))
        cell, _ = EnterpriseCell.objects.update_or_create(
            name=name.strip()[:60],
            place=place,
            defaults={"lead_id": lead},
            create_defaults={"lead_id": lead, "from_on": on},
        )
        Enterprise.objects.filter(case__in=found).update(cell=cell)
    return cell
