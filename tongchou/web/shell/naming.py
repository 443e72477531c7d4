"""Codes of the books in the words people use: accounts, entry codes, roles. A code nobody named is shown as it is."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from tongchou.base.refusals import words
from tongchou.bulletin.speaking import LANGUAGES, place_name, written
from tongchou.registers.staff.roles import ROLES

#: Parts of account codes: registers and stores, classes, states.
PARTS = {
    "screening": words("核查"),
    "visit": words("每日探訪"),
    "return": words("日報"),
    "outside": words("台賬之外"),
    "people": words("人員"),
    "visits": words("應訪"),
    "all": words("全部"),
    "from-key-area": words("從重點地區來"),
    "through-key-area": words("途經重點地區"),
    "to-key-area": words("回重點地區去"),
    "from-abroad": words("境外返回"),
    "passport": words("護照核查勸導"),
    "met": words("上門發現"),
    "pending": words("待核查"),
    "cleared": words("已排除"),
    "home-quarantine": words("居家隔離醫學觀察"),
    "health-monitoring": words("居家健康監測"),
    "to-quarantine": words("報請集中隔離"),
    "not-living-here": words("不在此居住"),
    "wrong-information": words("信息有誤"),
    "missed-before": words("此前漏報"),
    "passed-through": words("僅途經"),
    "in-transit": words("尚在途中"),
    "beyond-period": words("已過觀察期"),
    "not-found": words("聯繫不上"),
    "persuaded": words("已勸導"),
    "departed": words("已離開"),
    "released": words("已解除"),
    "monitoring-ended": words("監測期滿"),
    "handed-over": words("已移交外縣"),
    "campaign-ended": words("專項結束"),
    "due": words("應訪"),
    "seen": words("已見"),
    "not-seen": words("未見"),
    "symptoms": words("有症狀"),
    "by-telephone": words("電話代錄"),
    "unreported": words("未報"),
    "expected": words("應報"),
    "received": words("已報"),
    "silent": words("未報"),
    "zero": words("零報告"),
    "not-applicable": words("不適用"),
    "late": words("遲報"),
    "donation": words("捐贈"),
    "request": words("申請"),
    "shipment": words("發貨"),
    "stock": words("物資"),
    "gone": words("已出庫"),
    "funds": words("捐款"),
    "worth": words("折價"),
    "goods": words("物資"),
    "money": words("資金"),
    "asked": words("申請"),
    "pledged": words("認捐"),
    "awaiting-inspection": words("待驗收"),
    "with-receiver": words("在接收單位"),
    "accepted": words("已接收"),
    "rejected": words("不合格"),
    "withdrawn": words("已撤銷"),
    "undirected": words("非定向"),
    "directed": words("定向"),
    "on-hand": words("現存"),
    "under-issue": words("發放途中"),
    "under-way": words("途中"),
    "acknowledged": words("已簽收"),
    "short": words("短少簽收"),
    "transfer": words("調撥"),
    "issue": words("發放"),
    "issued": words("已發放"),
    "written-off": words("報廢"),
    "lost-on-the-way": words("途中短少"),
    "discrepancy": words("盤點差異"),
    "gain": words("盤盈"),
    "loss": words("盤虧"),
    "open": words("待答覆"),
    "served": words("已足額"),
    "cut": words("已削減"),
    "refused": words("未同意"),
    "spent": words("已撥付"),
    "medical": words("醫護人員"),
    "front-line": words("監測一線"),
    "public-service": words("公共服務"),
    "enterprise": words("復工企業"),
    "household": words("居民"),
    "plan": words("計劃"),
    "capacity": words("產能"),
    "in-operation": words("已投產"),
    "not-yet-built": words("規劃中"),
    "output": words("產量"),
    "reported": words("已報"),
    "donors": words("捐贈人"),
    "suppliers": words("供應方"),
    "makers": words("生產企業"),
    "askers": words("申請方"),
    "quarantine": words("集中隔離"),
    "stay": words("隔離人員"),
    "room": words("房間"),
    "trip": words("接返車次"),
    "reading": words("體溫"),
    "care": words("家中照顧"),
    "held": words("臨時留置"),
    "ordered": words("待轉運"),
    "in-site": words("在隔離點"),
    "home-after": words("轉居家隔離"),
    "hospital": words("送醫"),
    "found-positive": words("檢出陽性"),
    "revoked": words("決定已撤銷"),
    "ready": words("可用"),
    "in-use": words("在用"),
    "awaiting-disinfection": words("待消毒"),
    "closed": words("停用"),
    "planned": words("待出發"),
    "arrived": words("已到達"),
    "cancelled": words("已取消"),
    "normal": words("正常"),
    "fever": words("發熱"),
    "not-taken": words("未測"),
    "children": words("兒童"),
    "old": words("老人"),
    "ill": words("病人"),
    "medicine": words("藥品"),
    "animals": words("牲畜"),
    "waiting": words("待落實"),
    "done": words("已落實"),
    "extension": words("延長"),
    "given": words("已作出"),
    "appeal": words("申訴"),
    "appeals": words("申訴"),
    "filed": words("待答覆"),
    "escalated": words("已上報"),
    "overdue": words("逾期未決"),
    "upheld": words("維持原決定"),
    "granted": words("撤銷原決定"),
    "shortened": words("縮短期限"),
}

ENTRIES = {
    "list": words("名單入賬"),
    "outcome": words("核查結論"),
    "finding": words("核查情況"),
    "reversal": words("沖銷"),
    "decision": words("裁定"),
    "claim": words("認領"),
    "handover": words("移交"),
    "visit": words("探訪"),
    "report": words("報告"),
    "donation": words("捐贈登記"),
    "receive": words("收到認捐"),
    "deliver": words("送倉"),
    "inspect": words("驗收"),
    "goods-receipt": words("物資入庫"),
    "send": words("發貨"),
    "acknowledge": words("簽收"),
    "stocktake": words("盤點"),
    "write-off": words("報廢"),
    "request": words("物資申請"),
    "allocate": words("物資分配"),
    "capacity": words("登記產能"),
    "output": words("當日產量"),
    "spend": words("撥付捐款"),
    "hold": words("臨時留置"),
    "hold-ended": words("留置到時解除"),
    "refusal": words("不同意報請"),
    "withdrawal": words("撤回報請"),
    "order": words("隔離決定"),
    "extension": words("延長隔離"),
    "rooms": words("登記房間"),
    "room": words("房間"),
    "admission": words("入住"),
    "trip": words("安排車次"),
    "departure": words("口岸簽收"),
    "arrival": words("隔離點簽收"),
    "release": words("解除"),
    "to-home": words("轉居家隔離"),
    "to-hospital": words("送醫"),
    "positive": words("檢出陽性"),
    "readings-due": words("體溫應錄"),
    "readings": words("體溫"),
    "care": words("家中照顧"),
    "care-done": words("照顧落實"),
    "appeal": words("申訴"),
    "appeal-answer": words("答覆申訴"),
    "escalation": words("申訴上報"),
}


def name_parts(parts: dict[str, str], entries: dict[str, str]) -> None:
    """Add a pillar's words for its account parts and entry codes; what is named already stays as it is."""
    for known, more in ((PARTS, parts), (ENTRIES, entries)):
        known.update({code: text for code, text in more.items() if code not in known})


def account_words(code: str) -> str:
    """Return an account's words: 核查 · 境外返回 · 待核查."""
    return " · ".join(part_words(part) for part in code.split(":") if part) if code else ""


def part_words(part: str) -> str:
    """Return the words of one part of an account code."""
    return gettext(PARTS[part]) if part in PARTS else part


def entry_words(code: str) -> str:
    """Return what kind of act an entry is."""
    return gettext(ENTRIES[code]) if code in ENTRIES else code


def role_words(role: str) -> str:
    """Return a role's name."""
    return gettext(ROLES[role]) if role in ROLES else role


def place_words(name: str) -> str:
    """Return a place's name in the reader's writing; the register keeps it as the official list writes it."""
    return place_name(name)


def written_words(text: str) -> str:
    """Return a title or a source as it was written, in the reader's characters; English readers get it as it is.

    OpenCC takes 核 for the rare 覈 in words like 核查, which nobody in the county writes so.
    """
    return written(text).replace("覈", "核") if text else ""


#: Each language of a document in its own writing.
LANGUAGE_NAMES = {"zh-Hant": "繁體中文", "zh-Hans": "简体中文", "en": "English"}


def language_of(request: HttpRequest) -> str:
    """Return the language that a document is asked in (`?lang=`), else the reader's own: zh-Hant, zh-Hans or en."""
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return next(name for name, code in LANGUAGES.items() if code == (get_language() or "zh-hant")[:7].lower())
