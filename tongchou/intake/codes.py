"""Why a row got its outcome: one stable code each, with its effect and its words.

An effect is `not_data` (the row is no record), `refuse` (goes back to the sender), `warn` (stored and flagged: a
warning never loses a row) or `note` (said beside the row, the outcome stays).
"""

from __future__ import annotations

from dataclasses import dataclass

from tongchou.base.refusals import words

NOT_DATA, REFUSE, WARN, NOTE = "not_data", "refuse", "warn", "note"


@dataclass(frozen=True)
class Code:
    """A reason: `text` is the key of the translation files, `%(column)s` filled by whoever shows it."""

    code: str
    effect: str
    text: str


CODES: dict[str, Code] = {}


def declare(code: str, effect: str, text: str) -> str:
    """Announce a code of a kind; saying the same again is harmless, another effect is our own mistake."""
    known = CODES.get(code)
    assert known is None or known.effect == effect, f"code {code} has two effects"
    CODES[code] = Code(code, effect, text)
    return code


def effect_of(code: str) -> str:
    """Return what a code does to its row."""
    return CODES[code].effect


for _code, _text in {
    "blank": words("空行"),
    "title": words("標題"),
    "form_line": words("填報單位、填報日期"),
    "header": words("表頭"),
    "total": words("合計、小計行"),
    "sample": words("填寫示例"),
    "signature": words("制表、審核、簽名行"),
    "note": words("說明文字"),
    "nothing": words("零報告"),
    "section": words("分組標題"),
    "no_header": words("此表沒有可認的表頭"),
    "other_sheet": words("此表不是這一類名單"),
    "continued": words("接上一行"),
}.items():
    declare(_code, NOT_DATA, _text)

for _code, _text in {
    "id_lost_digits": words("身份證號成了浮點數，末三位已失，請向來文單位索取。"),
    "id_check_digit": words("身份證號校驗位不對，請核對。"),
    "id_length": words("身份證號位數不對，請核對。"),
    "id_characters": words("身份證號夾有別的字符，請核對。"),
    "id_birth_date": words("身份證號中的出生日期不存在，請核對。"),
    "uscc_unreadable": words("統一社會信用代碼有誤，請核對。"),
    "uscc_lost_digits": words("統一社會信用代碼成了浮點數，末幾位已失，請向來文單位索取。"),
    "missing": words("缺少必填項：%(column)s。"),
}.items():
    declare(_code, REFUSE, _text)

for _code, _text in {
    "id_area_unknown": words("身份證號的地區碼查無此地。"),
    "age_implausible": words("按身份證號推算的年齡不合常理。"),
    "sex_differs": words("性別與身份證號不符。"),
    "age_differs": words("年齡與身份證號不符。"),
    "birth_differs": words("出生日期與身份證號不符。"),
    "name_unusual": words("姓名夾有數字或符號。"),
    "passport_unreadable": words("護照號碼讀不懂。"),
    "phone_unreadable": words("電話號碼讀不懂。"),
    "uscc_repaired": words("統一社會信用代碼中的字母 O、I 已按數字 0、1 讀。"),
    "date_unreadable": words("日期讀不懂。"),
    "date_ambiguous": words("日期可作兩讀，請核對。"),
    "date_outside_emergency": words("日期不在此次應急期間。"),
    "time_unreadable": words("時間讀不懂。"),
    "yes_no_unreadable": words("是否欄讀不懂。"),
    "choice_unreadable": words("所填不在可選範圍。"),
    "number_unreadable": words("數字讀不懂。"),
    "number_negative": words("數字為負。"),
    "quantity_unreadable": words("數量讀不懂。"),
    "quantity_rounded": words("數量不是最小單位的整數倍，已取整。"),
    "temperature_unreadable": words("體溫讀不懂。"),
    "temperature_implausible": words("體溫不合常理。"),
    "address_missing": words("沒有住址，列入地址待認領。"),
    "place_unknown": words("住址找不到對應的村居，列入地址待認領。"),
    "place_ambiguous": words("住址對應不止一個村居，列入地址待認領。"),
    "place_part": words("住址只認得一部分，列入上一級待認領。"),
    "place_fuzzy": words("住址按相近的寫法認出，請核對。"),
    "place_outside": words("住址不在本縣。"),
    "wanting": words("未填：%(column)s。"),
    "two_records": words("同一行有兩個人，只讀了一個，請分行再報。"),
    "cut_short": words("單元格過長，只讀取開頭。"),
    "formula_unsaid": words("有公式沒有算出的值，該格讀作空白；請用表格軟件打開、另存後再報。"),
    "ditto_unresolved": words("寫了「同上」，但這一項不能照抄上一行，或上一行沒有。"),
}.items():
    declare(_code, WARN, _text)

for _code, _text in {
    "uscc_older": words("不是統一社會信用代碼，按舊註冊號、組織機構代碼登記。"),
    "id_15_digits": words("十五位舊身份證號，已換算成十八位。"),
    "id_disability": words("殘疾人證號，已取前十八位身份證號。"),
    "id_is_other": words("證件不是身份證，按護照及其他證件登記。"),
    "id_absent": words("未填證件號碼。"),
    "phone_several": words("有幾個電話，均已記下。"),
    "date_lunar": words("農曆日期，已換算成公曆。"),
    "date_range": words("日期是一段時間，取其開頭。"),
    "yes_no_assumed": words("是否欄寫 0、1，按 1 為是讀。"),
    "quantity_approximate": words("數量是約數。"),
    "hidden_row": words("隱藏的行。"),
    "hidden_sheet": words("隱藏的工作表。"),
    "columns_disagree": words("同一項有兩列，所填不同，取較可靠的一列。"),
    "place_by_unit": words("住址按名單的填報單位認定。"),
    "place_settled": words("住址由報送人在錄入前認定。"),
    "ditto": words("同上，按上一行的同一列讀。"),
    "shared_above": words("與上一行共用一個合併的單元格，只計一次。"),
    "supersedes": words("取代此前同一來文單位所報的這一行。"),
}.items():
    declare(_code, NOTE, _text)

declare("duplicate_row", "duplicate", words("與第 %(row)s 行重複。"))
declare("duplicate_earlier", "duplicate", words("此前已報，內容相同。"))
declare("duplicate_file", "duplicate", words("此文件此前已錄入，未再錄入。"))
declare("duplicate_differs", "duplicate", words("與第 %(row)s 行是同一人，所填有出入，兩處均已記下。"))
declare("superseded", "superseded", words("已由同一來文單位後來的名單取代。"))
