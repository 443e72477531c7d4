"""Where the header is and what each row is, in forms as they come in (forms.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from tests.intake.conftest import said, values
from tests.intake.lists import HEAD, number, people, person, workbook
from tongchou.intake.staged import Staged

Stage = Callable[..., Staged]


def test_title_form_line_header_data_total_signature(staged: Stage) -> None:
    list_ = staged(
        workbook(
            {
                "名单": [
                    ["罗镜镇返乡人员排查表"],
                    ["填报单位：罗镜镇", "", "", "填报日期：2020年2月3日"],
                    HEAD,
                    ["例", "张三", "110101199001011234", "13800138000", "某村"],
                    person(1),
                    [],
                    ["", "小计", "", 1],
                    person(2),
                    ["合计", "", "", 2],
                    ["制表人：李四", "", "审核人：王五", "", "2020年2月3日"],
                    ["注：本表每日16时前报送。"],
                ]
            },
            merges={"名单": [(0, 0, 0, 4)]},
        )
    )
    assert said(list_) == [
        "title",
        "form_line",
        "header",
        "sample",
        "stored",
        "blank",
        "total",
        "stored",
        "total",
        "signature",
        "note",
    ]
    assert (list_.listing.title, list_.listing.unit, list_.listing.on) == (
        "罗镜镇返乡人员排查表",
        "罗镜镇",
        date(2020, 2, 3),
    )
    assert list_.table["row"] == [5, 8]


def test_two_tier_header_with_the_same_name_under_two_parents(staged: Stage) -> None:
    rows = [
        ["市外人员排查日报表（六）"],
        [
            "序号",
            "姓名",
            "身份证号",
            "电话号码",
            "电话排查内容",
            "",
            "",
            "入户排查内容",
            "",
            "",
            "管控措施（1.集中；2.居家）",
        ],
        ["", "", "", "", "省份", "离开时间", "居住地", "省份", "到柳时间", "居住地", ""],
        [1, "陈某某", number(1), "13800000001", "湖北", "1月20日", "水摆村", "湖南", "1月21日", "水摆村3组", "居家"],
        [2, "李某某", number(2), "13800000002", "湖北", "1月20日", "水摆村", "", "", "", ""],
    ]
    merges = [(0, 0, 0, 10), (1, 4, 1, 6), (1, 7, 1, 9), *[(1, c, 2, c) for c in (0, 1, 2, 3, 10)]]
    for content, name in (
        (workbook({"表七": rows}, merges={"表七": merges}), "表.xlsx"),
        (workbook({"表七": rows}), "无合并.xlsx"),
        ("\n".join(",".join(str(c) for c in row) for row in rows).encode("gb18030"), "表.csv"),
    ):
        list_ = staged(content, name)
        assert said(list_) == ["title", "header", "header", "stored", "stored"], name
        # What was seen at the door comes before what was told by telephone.
        assert values(list_, "source", "address", "measure") == [
            ("湖南", "水摆村3组", "居家"),
            ("湖北", "水摆村", None),
        ]
        assert list_.table["arrived_on"] == [datetime.fromisoformat("2020-01-21"), None]


def test_merged_village_reaches_down_to_all_of_its_rows(staged: Stage) -> None:
    head = ["村", "姓名", "身份证号码"]
    rows = [
        head,
        ["水摆村", "陈某某", number(1)],
        ["", "李某某", number(2)],
        ["龙岩村", "王某某", number(3)],
        ["", "", ""],
    ]
    list_ = staged(workbook({"名单": rows}, merges={"名单": [(1, 0, 2, 0), (3, 0, 4, 0)]}))
    assert said(list_) == ["header", "stored", "stored", "stored", "blank"]
    assert list_.table["village"] == ["水摆村", "水摆村", "龙岩村"]


def test_village_only_in_a_blocks_first_row_is_filled_down_where_written_so(staged: Stage) -> None:
    text = (
        f"村,姓名,身份证号码\n水摆村,甲某,{number(1)}\n,乙某,{number(2)}\n龙岩村,丙某,{number(3)}\n,丁某,{number(4)}\n"
    )
    assert staged(text.encode(), "a.csv").table["village"] == ["水摆村", "水摆村", "龙岩村", "龙岩村"]


def test_blank_village_stays_blank_where_every_row_says_its_own(staged: Stage) -> None:
    rows = [("水摆村", "甲某"), ("水摆村", "乙某"), ("", "丙某"), ("龙岩村", "丁某")]
    lines = [f"{village},{name},{number(i)}\n" for i, (village, name) in enumerate(rows, 1)]
    assert staged(("村,姓名,身份证号码\n" + "".join(lines)).encode(), "a.csv").table["village"] == [
        "水摆村",
        "水摆村",
        None,
        "龙岩村",
    ]


def test_repeated_header_and_second_header_with_other_columns(staged: Stage) -> None:
    list_ = staged(
        people(
            person(1),
            HEAD,
            person(2),
            [],
            ["姓名", "护照号码", "手机", "入境时间"],
            ["JOHN SMITH", "E12345678", "13800000009", "2月3日"],
        )
    )
    assert said(list_) == ["header", "stored", "header", "stored", "blank", "header", "stored"]
    assert values(list_, "name", "passport") == [("陈某某", None), ("陈某某", None), ("JOHN SMITH", "E12345678")]


def test_header_that_starts_below_and_right_of_the_corner(staged: Stage) -> None:
    list_ = staged(workbook({"名单": [[], [], ["", "", *HEAD], ["", "", *person(1)]]}))
    assert said(list_) == ["blank", "blank", "header", "stored"]
    assert list_.table["row"] == [4]


def test_list_without_header_is_known_by_its_numbers(staged: Stage) -> None:
    list_ = staged(workbook({"名单": [["陈某某", number(1), 13800000001], ["李某", number(2), 13800000002]]}))
    assert said(list_) == ["stored", "stored"]
    assert values(list_, "name", "id_number", "phones") == [
        ("陈某某", number(1), ["13800000001"]),
        ("李某", number(2), ["13800000002"]),
    ]


def test_hidden_rows_are_data_and_hidden_sheets_say_so(staged: Stage) -> None:
    list_ = staged(
        workbook(
            {"名单": [HEAD, person(1), person(2)], "旧": [HEAD, person(3)]},
            hidden_rows={"名单": [3]},
            hidden_sheets=["旧"],
        )
    )
    assert said(list_) == ["header", "stored", "stored", "header", "stored"]
    assert list_.table.codes == {1: ["hidden_row"], 2: ["hidden_sheet"]}


def test_a_formula_that_was_never_calculated_is_said_where_its_column_is_read(staged: Stage) -> None:
    hidden_number, hidden_counter = person(1), person(2)
    hidden_number[2], hidden_counter[0] = '=unsaid ="4453"&"81"', "=unsaid =ROW()-1"
    list_ = staged(people(hidden_number, hidden_counter, person(3)))
    assert said(list_) == ["header", "flagged formula_unsaid", "stored", "stored"]
    assert values(list_, "id_number")[0] == (None,)


def test_instruction_sheets_empty_sheets_and_option_sheets_are_no_data(staged: Stage) -> None:
    list_ = staged(
        workbook(
            {
                "填表说明": [["填表说明"], [], ["1.姓名、身份证号码必填；2.日期格式为2020-02-03。"]],
                "名单": [HEAD, person(1)],
                "Sheet3": [],
                "选项": [["性别", "乡镇", "是否"], ["男", "罗镜镇", "是"], ["女", "附城街道", "否"]],
            },
            hidden_sheets=["选项"],
        )
    )
    assert said(list_) == [
        "no_header",
        "blank",
        "no_header",
        "header",
        "stored",
        "header",
        "other_sheet",
        "other_sheet",
    ]


def test_pre_numbered_empty_rows_are_blank(staged: Stage) -> None:
    assert said(staged(people(person(1), [2], [3, "", "", "", ""]))) == ["header", "stored", "blank", "blank"]


def test_column_numbers_and_filling_hints_under_the_header_are_no_data(staged: Stage) -> None:
    hints = ["", "必填", "必填，文本格式", "必填", "格式：镇+村"]
    list_ = staged(people(["甲", "乙", 1, 2, 3], hints, person(1)))
    assert said(list_) == ["header", "header", "note", "stored"]


def test_samples_in_their_many_forms(staged: Stage) -> None:
    good = person(9)
    for mark in ("例：张三", "例:张三", "（例）张三", "张三（示例）", "示例"):
        assert said(staged(people([1, mark, *good[2:]], person(1)))) == ["header", "sample", "stored"], mark
    assert said(staged(people(["示例", "张三", *good[2:]], person(1)))) == ["header", "sample", "stored"]


def test_names_and_notes_that_only_look_like_marks_are_data(staged: Stage) -> None:
    head = [*HEAD, "备注"]
    rows = [[*person(1, "合计生"), "密接病例"], [*person(2, "程例"), "无症状"], [*person(3, "签英"), "审核人：村委"]]
    assert said(staged(people(*rows, head=head))) == ["header", "stored", "stored", "stored"]


def test_group_headings_between_the_data(staged: Stage) -> None:
    rows = [HEAD, ["一、罗镜镇"], person(1), ["二、附城街道"], person(2)]
    list_ = staged(workbook({"名单": rows}, merges={"名单": [(1, 0, 1, 4), (3, 0, 3, 4)]}))
    assert said(list_) == ["header", "section", "stored", "section", "stored"]
    assert list_.table["section"] == ["一、罗镜镇", "二、附城街道"]


def test_every_sheet_has_its_own_day(staged: Stage) -> None:
    list_ = staged(workbook({"2月1日": [HEAD, person(1)], "2月3日": [HEAD, person(2)]}))
    assert list_.table["listed_on"] == [date(2020, 2, 1), date(2020, 2, 3)]
    assert list_.listing.on == date(2020, 2, 3)


def test_day_comes_from_the_file_name_or_is_said_by_hand_or_assumed(staged: Stage) -> None:
    content = people(person(1))
    assert staged(content, "0205口岸推送.xlsx").listing.on == date(2020, 2, 5)
    assert staged(content, "0205口岸推送.xlsx", on=date(2020, 2, 7)).listing.on == date(2020, 2, 7)
    assumed = staged(content).listing
    assert (assumed.on, assumed.on_assumed) == (date(2020, 2, 10), True)


def test_year_is_that_of_the_lists_own_dates_when_it_is_read_years_later(staged: Stage) -> None:
    head = ["姓名", "身份证号码", "离开时间", "抵罗时间"]
    list_ = staged(
        people(["陈某某", number(1), date(2020, 2, 1), "2月3日"], head=head),
        "2月5日名单.xlsx",
        today=date(2026, 11, 21),
    )
    assert (list_.listing.on, list_.table["arrived_on"]) == (date(2020, 2, 5), [datetime.fromisoformat("2020-02-03")])


def test_more_ways_to_mark_a_sample(staged: Stage) -> None:
    head = [*HEAD, "备注"]
    for row in (
        [1, "如：张三", *person(9)[2:]],
        [1, "XXX", "XXXXXXXXXXXXXXXXXX", "", ""],
        [*person(9), "示例，请删除"],
        [*person(9), "此行为示例"],
    ):
        assert said(staged(people(row, [*person(1), "病例密接"], head=head))) == ["header", "sample", "stored"], row


def test_a_report_of_nobody_is_no_data(staged: Stage) -> None:
    assert said(staged(people([1, "无", "/", "/", "水摆村"], [2, "零报告"], [3, "", number(3), "", "水摆村"]))) == [
        "header",
        "nothing",
        "nothing",
        "refused name_missing",
    ]


def test_three_tiers_and_a_place_split_under_its_parent(staged: Stage) -> None:
    rows = [
        ["序号", "基本信息", "", "", "", "流动信息", "", ""],
        ["", "姓名", "证件", "", "联系电话", "来源地", "", "返罗日期"],
        ["", "", "类型", "号码", "", "省", "市", ""],
        [1, "陈某", "身份证", number(1), "13800000001", "湖北", "武汉", "2.3"],
        ["以上共1人"],
    ]
    merges = [
        (0, 0, 2, 0),
        (0, 1, 0, 4),
        (0, 5, 0, 7),
        (1, 1, 2, 1),
        (1, 2, 1, 3),
        (1, 4, 2, 4),
        (1, 5, 1, 6),
        (1, 7, 2, 7),
    ]
    list_ = staged(workbook({"台账": rows}, merges={"台账": merges}))
    assert said(list_)[-2:] == ["stored", "total"]
    assert values(list_, "name", "id_number", "source") == [("陈某", number(1), "湖北武汉")]
    assert list_.unrecognised == ["基本信息／证件／类型"]


def test_a_second_tier_under_cells_merged_across_alone_is_a_header(staged: Stage) -> None:
    rows = [
        ["姓名", "身份证号", "来源", "", "备注"],
        ["", "", "来源地", "车次", ""],
        ["陈某某", number(1), "湖北武汉", "G1001", ""],
        ["李某某", number(2), "湖北黄冈", "自驾", "同行"],
    ]
    list_ = staged(workbook({"名单": rows}, merges={"名单": [(0, 2, 0, 3)]}))
    assert said(list_) == ["header", "header", "stored", "stored"]
    assert values(list_, "source") == [("湖北武汉",), ("湖北黄冈",)]


def test_a_first_row_of_words_under_a_merged_cell_stays_data(staged: Stage) -> None:
    rows = [["姓名", "身份证号", "现住址", "", "备注"], ["陈某某", number(1), "罗镜镇", "水摆村", "无"]]
    list_ = staged(workbook({"名单": rows}, merges={"名单": [(0, 2, 0, 3)]}))
    assert said(list_) == ["header", "stored"]


def test_a_seal_a_sample_behind_its_number_and_a_numbered_part_are_no_data(staged: Stage) -> None:
    rows = [HEAD, [1, "例：张三", "", "", ""], person(2), ["", "", "", "", "罗镜镇人民政府（盖章）"]]
    assert said(staged(workbook({"名单": rows}))) == ["header", "sample", "stored", "signature"]


def test_the_seal_of_an_office_is_a_signature(staged: Stage) -> None:
    list_ = staged(people(person(1), ["附城街道办事处（盖章）", "", "", "2020年2月7日"]))
    assert said(list_)[-1] == "signature"


def test_hints_of_length_under_the_header_are_no_data(staged: Stage) -> None:
    list_ = staged(people(["", "必填", "18位", "11位", "如XX镇XX村"], person(1)))
    assert said(list_) == ["header", "note", "stored"]
