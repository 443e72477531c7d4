"""Papers for the person: the order with the ways to object, the certificate of release, the certificate for wages.

A paper is for the person it names, so it comes in any of the three languages, the reader's own unless `?lang=` says.
It bears a full name: making one is a look for the purpose `paper`, logged to the person like any other.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from tongchou.base.refusals import NotFound, Refused, words
from tongchou.bulletin.document import Bulletin, Part, Text
from tongchou.bulletin.docx import render_docx
from tongchou.bulletin.html import render_page
from tongchou.bulletin.pdf import render_pdf
from tongchou.bulletin.speaking import day, place_name, said, speaking, written
from tongchou.pillars.quarantine import queries
from tongchou.registers.people import queries as people
from tongchou.web.shell import who
from tongchou.web.shell.access import page
from tongchou.web.shell.naming import language_of

FILES = {
    "html": (render_page, "text/html; charset=utf-8"),
    "docx": (render_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (render_pdf, "application/pdf"),
}
TITLES = {
    "order": words("集中隔離醫學觀察決定書"),
    "release": words("解除集中隔離醫學觀察證明"),
    "wages": words("隔離期間工資待遇證明"),
}
OBJECT = words(
    "對本決定不服的，可以向作出決定的指揮部申訴，十二小時內答覆；也可以依法申請行政復議，或者向人民法院提起行政訴訟。"
    "申訴、復議、訴訟期間仍須遵守隔離要求；急病就醫不受本決定限制。"
)
TEXTS = {
    "order": (
        words("%(name)s（證件號%(number)s）："),
        words(
            "經查，您最後暴露於%(exposed)s。依據%(ground)s和%(rule)s，決定自%(from_on)s起對您實施集中隔離醫學觀察，"
            "到%(ends)s期滿。"
        ),
        words("隔離點：%(site)s。期滿當日由作出決定的機關解除；沒有新的暴露證據，不得延長。"),
        OBJECT,
        words("簽發人：%(issuer)s。簽發時間：%(issued)s。編號：%(case)s。"),
    ),
    "release": (
        words("%(name)s（證件號%(number)s）自%(from_on)s起在%(site)s接受集中隔離醫學觀察，到%(ends)s期滿，現予解除。"),
        words("本證明不含任何診斷；持本證明者不受歧視，有關單位不得拒絕其返崗、返家。"),
        words("作出決定的機關：%(county)s疫情防控指揮部。編號：%(case)s。"),
    ),
    "wages": (
        words("%(name)s（證件號%(number)s）因疫情防控自%(from_on)s至%(ends)s接受隔離醫學觀察。"),
        words("依據《中華人民共和國傳染病防治法》第四十一條，在隔離期間，其所在單位不得停止支付工作報酬。"),
        words("出具機關：%(county)s疫情防控指揮部。編號：%(case)s。"),
    ),
}


@page("quarantine.paper")
def paper(request: HttpRequest, case: int, kind: str, fmt: str) -> HttpResponse:
    """Return a paper of a stay as a page to print, a Word file or a PDF.

    Raises:
        NotFound("paper_unknown"), Refused("not_released"): there is no certificate before the release.
    """
    reader = who.of(request)
    row = queries.stay(reader.scope, case)
    if kind not in TITLES or fmt not in FILES:
        raise NotFound("paper_unknown", words("沒有這一種證明。"))
    if kind == "release" and row.state != "released":
        raise Refused("not_released", words("尚未解除，不能出具解除證明。"))
    lang = language_of(request)
    body = FILES[fmt][0](document(reader, row, kind, lang=lang))
    headers = {} if fmt == "html" else {"Content-Disposition": f'attachment; filename="{kind}-{case}-{lang}.{fmt}"'}
    return HttpResponse(body, content_type=FILES[fmt][1], headers=headers)


def document(reader: who.Who, row: queries.StayRow, kind: str, *, lang: str = "zh-Hant") -> Bulletin:
    """Return a paper as a document of the bulletin's kind, in one language: what every format draws."""
    person = people.look(reader.scope, row.person, purpose="paper", at=reader.at)
    tree = reader.tree
    with speaking(lang):
        county = place_name(str(tree.name[0]))
        about = {
            "name": person.name,
            "number": person.id_number or gettext("未登記"),
            "exposed": day(row.order.exposed_on) if row.order.exposed_on else "",
            "ground": written(said(row.order.legal_ground)),
            "rule": written(said(row.order.rule)),
            "from_on": day(row.order.from_on),
            "ends": day(row.order.ends_on),
            "site": place_name(tree.label(row.place)) if row.place in tree else "",
            "issuer": row.order.issuer.display_name,
            "issued": row.order.issued_at.astimezone(reader.at.tzinfo).strftime("%Y-%m-%d %H:%M"),
            "case": str(row.case),
            "county": county,
        }
        texts = tuple(Text((said(text, **about),)) for text in TEXTS[kind])
        return Bulletin(
            lang=lang, kind="notice", title=said(TITLES[kind]),
            number=said(words("第%(number)s號"), number=row.case),
            issuer=said(words("%(county)s疫情防控指揮部辦公室"), county=county), on=reader.today, period="", known="",
            parts=(Part("", texts),), root="", foot=(), base="", made_at=reader.at,
        )  # fmt: skip
