"""The kind `staff`, from a file to posts: nobody gives more than they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tongchou.intake.doors import take
from tongchou.registers.places.editions import Row, open_edition
from tongchou.registers.places.queries import tree
from tongchou.registers.staff.models import Post, User

pytestmark = pytest.mark.django_db
ON, AT = date(2020, 3, 20), datetime(2020, 3, 20, 1, tzinfo=UTC)

LIST = """罗镜镇工作人员名单,,,,,,,,
姓名,电话,单位,职务,镇,村,类别,角色,开始日期
陈一,13800001234,市教育局,教师,罗镜镇,水摆村委会,教师,,2020-02-05
李二,13800005678,,支书,罗镜镇,水摆村委会,村干部,村负责人,2020-02-05
黄三,13800009999,,,附城街道,云龙村委会,志愿者,,2020-02-05
梁四,13800008888,,,罗镜镇,水摆村委会,,县指挥部,2020-02-05
"""


@pytest.fixture
def send():
    """Send a text as a staff list, as a town lead of 罗镜镇."""
    open_edition(
        [
            Row(code="445381", name="罗定市", parent="", kind="county"),
            Row(code="445381100", name="罗镜镇", parent="445381", kind="town"),
            Row(code="445381100202", name="水摆村委会", parent="445381100", kind="medium"),
            Row(code="445381002", name="附城街道", parent="445381", kind="town"),
            Row(code="445381002205", name="云龙村委会", parent="445381002", kind="medium"),
        ],
        from_on=date(2020, 1, 23),
        title="試用網格",
    )
    user = User.objects.create_user("town")
    Post.objects.create(user=user, role="town_lead", place=tree(ON).by_code["445381100"], from_on=date(2020, 1, 23))
    return lambda text, name="staff.csv": take("staff", text.encode(), name, user=user, at=AT, on=ON, sender="羅鏡鎮")


def rows_of(report) -> dict[int, tuple[str, set[str]]]:
    return {row["row"]: (row["outcome"], set(row["codes"])) for row in report.as_json()["rows"]}


def test_posts_within_the_senders_reach_are_made_and_others_refused(send):
    found = rows_of(send(LIST))
    assert {n: outcome for n, (outcome, _) in found.items()} == {
        1: "not_data", 2: "not_data", 3: "stored", 4: "stored", 5: "refused", 6: "refused",
    }  # fmt: skip
    assert "place_not_yours" in found[5][1] and "role_above_own" in found[6][1]
    village = tree(ON).by_code["445381100202"]
    posts = Post.objects.exclude(user__username="town")
    assert set(posts.values_list("user__display_name", "role", "kind", "duty", "unit__name", "place", "from_on")) == {
        ("陈一", "field_worker", "teacher", "教师", "市教育局", village, date(2020, 2, 5)),
        ("李二", "village_lead", "village_committee", "支书", None, village, date(2020, 2, 5)),
    }
    assert not User.objects.filter(display_name__in=("黄三", "梁四")).exists()


def test_the_same_people_on_a_later_list_are_the_same_users(send):
    send(LIST)
    send(LIST.replace("教师,,2020-02-05", "教师,,2020-03-01"), "later.csv")
    teacher = User.objects.get(display_name="陈一")
    assert set(Post.objects.filter(user=teacher).values_list("from_on", flat=True)) == {
        date(2020, 2, 5),
        date(2020, 3, 1),
    }


def test_whoever_lost_the_post_sends_nothing_in(send):
    Post.objects.filter(user__username="town").update(to_on=date(2020, 3, 1))
    assert {outcome for outcome, _ in rows_of(send(LIST)).values()} == {"not_data", "refused"}
    assert User.objects.count() == 1
