"""A worker's whole day on the phone: each answer that a door can give, in taps."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.field.browser import cell
from tests.field.browser.hand import Hand
from tests.field.browser.network import Network
from tests.web import browsing

pytestmark = pytest.mark.browser
Hands = Callable[..., Hand]


def test_list_has_the_most_urgent_first_then_by_door_and_nobody_of_another_cell(hand: Hands) -> None:
    phone = hand("worker")
    names = phone.page.locator(".rows .name").all_inner_texts()
    assert names == [name for name, _, _ in (*cell.OVERDUE, *cell.FRESH, *cell.CAMPAIGN)]
    assert phone.left() == len(names)
    assert "邹某" not in phone.page.content()


def test_an_outcome_takes_three_taps_and_reaches_the_books_with_a_receipt(hand: Hands) -> None:
    phone = hand("worker")
    before, phone.taps = phone.left(), 0
    phone.conclude("陈某一")
    assert phone.taps == 3
    assert phone.left() == before - 1
    phone.sees("booked")
    expect(phone.page.locator(".acts .mark")).to_contain_text(re.compile(r"已入賬 回執 \d+"))
    # Another phone of the cell sees that it is done, and no longer who it was.
    other = hand("second")
    assert other.left() == before - 1
    assert "陈某一" not in other.page.content()


def test_the_nearest_door_is_next(hand: Hands) -> None:
    phone = hand("worker")
    phone.conclude("陈某七")
    following = phone.page.locator(".rows .name").all_inner_texts()
    assert following.index("陈某八") < following.index("陈某二")


def test_search_finds_by_name_and_by_door(hand: Hands) -> None:
    phone = hand("worker")
    phone.page.get_by_placeholder("查姓名或門牌").fill("陈某九")
    expect(phone.page.locator(".rows .name")).to_have_text(["陈某九"])
    phone.page.get_by_placeholder("查姓名或門牌").fill("23号")
    expect(phone.page.locator(".rows .name")).to_have_text(["陈某百"])
    phone.page.get_by_placeholder("查姓名或門牌").fill("无此人")
    expect(phone.page.get_by_text("沒有符合的人")).to_be_visible()


def test_card_masks_the_number_and_calls(hand: Hands) -> None:
    phone = hand("worker")
    phone.person("陈某九")
    card = phone.page.locator(".who")
    assert re.search(r"\b4453\*+\d{4}\b", card.inner_text())
    expect(card.get_by_role("link")).to_have_attribute("href", "tel:13800000518")
    phone.page.go_back()
    phone.at_work()


def test_nobody_home_is_an_answer_and_the_person_stays_on_the_list(hand: Hands) -> None:
    phone = hand("worker")
    before = phone.left()
    phone.person("陈某九")
    phone.tap("[data-found=nobody-home]")
    phone.tap(".save .primary")
    expect(phone.page.get_by_role("status")).to_contain_text("陈某九")
    assert phone.left() == before
    expect(phone.page.locator(".person:has-text('陈某九')")).to_contain_text("家中無人")
    phone.sees("booked")
    phone.bar("today")
    phone.person("陈某九")
    phone.tap("[data-found=refused]")
    phone.tap(".save .primary")
    expect(phone.page.locator(".person:has-text('陈某九')")).to_contain_text("拒絕")
    phone.sees("booked", "booked")
    # It stays said once it is in the books, and is said once when the people are fetched anew.
    phone.bar("today")
    expect(phone.page.locator(".person:has-text('陈某九')")).to_contain_text("拒絕")
    phone.person("陈某九")
    expect(phone.page.locator(".facts li.quiet")).to_have_count(2)
    phone.page.go_back()
    with phone.page.expect_response(re.compile("/field/api/bundle")):
        phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.person("陈某九")
    expect(phone.page.locator(".facts li.quiet")).to_have_text([re.compile("家中無人"), re.compile("拒絕")])


def test_not_living_here_and_told_by_telephone_with_a_note(hand: Hands) -> None:
    phone = hand("worker")
    phone.person("陈某十")
    phone.tap("[data-outcome=not-living-here]")
    phone.tap("summary")
    phone.page.get_by_label("備註").fill("房東說月初搬走")
    phone.page.get_by_label("電話告知，未見面").check()
    phone.page.get_by_label("誰告知的").fill("房東")
    phone.tap(".save .primary")
    phone.sees("booked")
    expect(phone.page.locator(".acts li")).to_contain_text("不在此居住")


def test_a_household_is_one_act(hand: Hands) -> None:
    phone = hand("worker")
    before, phone.taps = phone.left(), 0
    phone.tap(".house button")
    phone.tap("[data-all=cleared]")
    phone.page.get_by_label("陈某五").select_option("health-monitoring")
    phone.tap(".save .primary")
    expect(phone.page.get_by_role("status")).to_contain_text("陈某三、陈某四、陈某五")
    assert phone.left() == before - 3
    phone.sees("booked")
    # One of the three was wrong: the correction comes after the household's act, and is no dispute.
    phone.bar("today")
    phone.tap(".done summary")
    phone.tap(".person:has-text('居家健康監測')")
    phone.press("記錯了，更正")
    phone.tap("[data-outcome=cleared]")
    phone.tap(".save .primary")
    phone.sees("booked", "booked")


def test_a_list_that_asks_for_a_photo_gets_it_small(hand: Hands) -> None:
    phone = hand("worker")
    phone.person("梁某护")
    phone.tap("[data-outcome=persuaded]")
    with phone.page.expect_response(re.compile("/field/api/photo/")) as sent:
        phone.page.locator("input[type=file]").set_input_files(_picture(phone))
        expect(phone.page.get_by_text("重拍")).to_be_visible()
        phone.tap(".save .primary")
    assert sent.value.status == 200
    body = sent.value.request.post_data_buffer or b""
    assert body[:2] == b"\xff\xd8" and len(body) <= 300_000
    phone.sees("booked")


def test_what_is_saved_while_a_picture_is_on_its_way_goes_right_after_it(hand: Hands, net: Network) -> None:
    phone = hand("worker")
    net.hold = {"/field/api/photo/"}
    phone.person("梁某照")
    phone.tap("[data-outcome=persuaded]")
    phone.page.locator("input[type=file]").set_input_files(_picture(phone))
    expect(phone.page.get_by_text("重拍")).to_be_visible()
    phone.tap(".save .primary")
    assert net.arrived.acquire(timeout=15)
    phone.conclude("陈某二")
    net.go_on.set()
    phone.sees("booked", "booked")


def _picture(phone: Hand) -> dict[str, object]:
    """Draw a large noisy picture, as a camera makes."""
    url = phone.page.evaluate(
        """() => { const c = document.createElement("canvas"); c.width = 2400; c.height = 1800;
           const x = c.getContext("2d"); for (let i = 0; i < 4000; i++) {
           x.fillStyle = `hsl(${(i * 47) % 360} 80% 50%)`; x.fillRect((i * 97) % 2400, (i * 61) % 1800, 60, 40); }
           return c.toDataURL("image/png"); }"""
    )
    import base64

    return {"name": "photo.png", "mimeType": "image/png", "buffer": base64.b64decode(url.split(",")[1])}


def test_a_due_visit_takes_its_temperature(hand: Hands) -> None:
    phone = hand("worker")
    phone.bar("visits")
    phone.taps = 0
    phone.tap(".person:has-text('黎某居')")
    phone.tap("[data-answer=seen]")
    phone.page.get_by_label("體溫").first.fill("３６．８")
    phone.tap(".save .primary")
    assert phone.taps == 3
    expect(phone.page.locator("[data-visits]")).to_have_text("0")
    phone.sees("booked")


def test_a_temperature_that_no_body_has_is_not_saved(hand: Hands) -> None:
    phone = hand("worker")
    phone.bar("visits")
    phone.tap(".person")
    phone.tap("[data-answer=symptoms]")
    phone.page.get_by_label("體溫").first.fill("368.5")
    phone.tap(".save .primary")
    expect(phone.page.get_by_role("alert")).to_contain_text("34 至 43")
    phone.page.get_by_label("體溫").first.fill("38.5")
    expect(phone.page.get_by_text("請報衛生院").first).to_be_visible()


def test_somebody_met_is_added_and_concluded(hand: Hands) -> None:
    phone = hand("worker")
    phone.bar("meet")
    phone.tap(".save .primary")
    expect(phone.page.get_by_role("alert")).to_contain_text("請寫姓名")
    phone.page.get_by_label("姓名").fill("麦某新")
    phone.page.get_by_label("住址（門牌）").fill("31号")
    phone.page.get_by_label("從何處來").fill("深圳")
    phone.tap(".save .primary")
    expect(phone.page.get_by_role("status")).to_contain_text("麦某新")
    phone.sees("booked")


def test_handed_over_is_taken_up_by_the_other_cell(hand: Hands) -> None:
    phone = hand("worker")
    phone.person("陈某六")
    phone.tap("[data-move=hand]")
    phone.page.get_by_label("罗镜社区第2格").check()
    phone.page.get_by_label("新住址").fill("第2格9号")
    phone.tap(".save .primary")
    expect(phone.page.get_by_role("status")).to_contain_text("陈某六")
    phone.sees("booked")
    phone.bar("today")
    assert "陈某六" not in phone.page.locator("main > .rows").inner_text()
    other = hand("next-door")
    expect(other.page.get_by_text("陈某六")).to_be_visible()


def test_moved_away_asks_where_to(hand: Hands) -> None:
    phone = hand("worker")
    phone.person("陈某百")
    phone.tap("[data-move=moved]")
    phone.tap(".save .primary")
    expect(phone.page.get_by_role("alert")).to_contain_text("新住址")
    phone.page.get_by_label("新住址").fill("不詳")
    phone.tap(".save .primary")
    phone.sees("booked")


def test_nothing_to_report_is_said_not_left_out(hand: Hands) -> None:
    phone = hand("next-door")
    while (name := phone.page.locator("main > .rows .name")).count():
        phone.conclude(name.first.inner_text())
    assert phone.left() == 0
    phone.press("今日無新情況（零報告）")
    expect(phone.page.get_by_text("已報今日無新情況")).to_be_visible()
    marks = phone.marks()
    phone.sees(*["booked"] * len(marks))
    expect(phone.page.locator(".acts li").first).to_contain_text("零報告")


def test_the_page_speaks_three_languages(hand: Hands) -> None:
    phone = hand("second")
    phone.bar("more")
    phone.press("English")
    expect(phone.page.get_by_role("heading", name="More")).to_be_visible()
    phone.bar("today")
    assert phone.page.evaluate("document.documentElement.lang") == "en"
    phone.bar("more")
    phone.press("简体")
    expect(phone.page.get_by_role("heading", name="更多")).to_be_visible()
    phone.page.reload()
    expect(phone.page.get_by_role("heading", name="请输入 PIN")).to_be_visible()


def test_a_lead_chooses_one_of_their_cells(hand: Hands) -> None:
    phone = hand()
    phone.open()
    phone.password("village")
    expect(phone.page.get_by_role("alert")).to_contain_text("請先選擇今天走訪哪一格")
    phone.page.get_by_label("今天走訪哪一格").select_option(label="罗镜社区第2格")
    phone.press("登錄")
    phone.page.get_by_role("heading", name="設一個六位數 PIN").wait_for()
    phone.type_pin()
    phone.page.get_by_role("heading", name="再輸入一次").wait_for()
    phone.type_pin()
    expect(phone.page.locator(".place")).to_contain_text("罗镜社区第2格")


SCREENS: dict[str, tuple[str, ...]] = {
    "today": (),
    "card": (".person",),
    "outcome": (".person", "[data-outcome]"),
    "move": (".person", "[data-move=hand]"),
    "visits": ("[data-bar=visits]",),
    "visit": ("[data-bar=visits]", ".person"),
    "meet": ("[data-bar=meet]",),
    "record": ("[data-bar=outbox]",),
    "more": ("[data-bar=more]",),
}
#: Controls smaller than a thumb, text smaller than eyes in the sun read, text too pale for it.
MEASURE = """() => {
  const seen = (e) => e.getClientRects().length && !e.closest("details:not([open]) > :not(summary)");
  const small = [...document.querySelectorAll("button, a, input:not(.hidden), select, textarea, summary, .tick")]
    .filter(seen).filter((e) => e.type !== "radio" && e.type !== "checkbox")
    .filter((e) => e.getBoundingClientRect().height < 48).map((e) => e.outerHTML.slice(0, 80));
  const part = (v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const lum = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).map((v) => part(Number(v) / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (!c.endsWith(", 0)") && c !== "transparent") return c; } return "rgb(255, 255, 255)"; };
  const texts = [...document.querySelectorAll("#app *")].filter((e) => seen(e) && !e.disabled &&
    [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()));
  const pale = texts.filter((e) => {
    const [a, b] = [lum(getComputedStyle(e).color), lum(ground(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05) < 7; }).map((e) => e.outerHTML.slice(0, 80));
  const tiny = texts.filter((e) => parseFloat(getComputedStyle(e).fontSize) < 15).map((e) => e.outerHTML.slice(0, 80));
  return { small, pale, tiny };
}"""


def test_every_screen_fits_a_thumb_and_the_sun(hand: Hands) -> None:
    phone = hand("worker")
    found = {}
    for screen, path in SCREENS.items():
        phone.bar("today") if phone.page.locator("nav.bar").count() else phone.page.go_back()
        while not phone.page.locator("nav.bar").count():
            phone.page.go_back()
            phone.page.wait_for_timeout(100)
        phone.bar("today")
        for selector in path:
            phone.tap(selector)
        phone.page.wait_for_timeout(100)
        found[screen] = {"wide": browsing.overflow(phone.page), **phone.page.evaluate(MEASURE)}
    right = {"wide": 0, "small": [], "pale": [], "tiny": []}
    assert {screen: measured for screen, measured in found.items() if measured != right} == {}
