"""Which list a list is, by its name: '罗镜镇返乡人员排查表（2月3日更正）' and '罗镜镇返乡人员排查表' are one."""

from __future__ import annotations

import re

from tongchou.intake.headers import plain
from tongchou.intake.table import Listing

_EDITION = re.compile(
    r"\d+|年|月|日|更正|修正|修改|修订|订正|补充|补报|重报|最新|最终|终稿|定稿|新版|副本|附件|copy|final|v(?=\d|$)|第[一二三四五六七八九十]*[次版稿批]|截至|报送|[一二三四五六七八九十]次|上午|下午"
)


def list_name(listing: Listing) -> str:
    """Return the list's name without its dates and editions: its title, else its file's name."""
    title = listing.title or re.sub(r"\.\w+$", "", listing.file_name)
    return _EDITION.sub("", plain(title)) + "|" + plain(listing.unit)
