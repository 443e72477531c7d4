"""Which list a list is, by its name: '罗镜镇返乡人员排查表（2月3日更正）' and '罗镜镇返乡人员排查表' are one."""

from __future__ import annotations

import re

from tongchou.intake.headers import plain
from tongchou.intake.table import Listing

_EDITION = re.compile(
    r"\d+|年|月|日|更正|修正|修改|修订|订正|补充|补报|重报|最新|最终|终稿|定稿|新版|副本|附件|copy|final|v(?=\d|$)|第[一二三四五六七八九十]*[次版稿批]|截至|报送|[一二三四五六七八九十]次|上午|下午"
)


_DAY = re.compile(
    r"(?:20)?\d{2}年(?:\d{1,2}月(?:\d{1,2}[日号號])?)?|\d{1,2}月\d{1,2}[日号號]?|(?<!\d)\d{4,8}(?!\d)|\d+(?:[.\-]\d+)+|截[至止]"
)
_SUFFIX = re.compile(r"\.\w{1,5}$")


def without_days(text: str) -> str:
    """Return a title, a sheet's or a file's name without its day, so that a place is what it begins with."""
    return _DAY.sub("", _SUFFIX.sub("", text)).strip(" \t_-—（()）")


def list_name(listing: Listing) -> str:
    """Return the list's name without its dates and editions: its title, else its file's name."""
    title = listing.title or re.sub(r"\.\w+$", "", listing.file_name)
    return _EDITION.sub("", plain(title)) + "|" + plain(listing.unit)
