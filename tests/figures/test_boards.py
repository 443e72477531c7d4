"""Boards are data; a figure nobody collects keeps its place."""

from __future__ import annotations

import pytest

from tongchou.base.refusals import Refused
from tongchou.figures.boards import board, boards, panels_collected

BOARD = """
title = "試"
source = "測試"
[[panels]]
title = "一對"
[[panels.sides]]
title = "疫情"
figures = [["fig_pending", "待核查"], ["nobody_counts_this", "無人採集"]]
[[panels.sides]]
title = "生計"
figures = [["nobody_counts_that", "無人採集"]]
"""


def test_the_two_counties_boards_are_there():
    assert {known.name: [panel.title for panel in known.panels] for known in boards()} == {
        "four_pairs": ["逆戰／逆行", "戰疫／戰貧", "疫事／農事", "復工／復產"],
        "gates": ["關：外防輸入", "關：內防傳播", "不誤：發展", "不誤：農時", "不誤：小康"],
    }
    assert all(len(panel.sides) == 2 for panel in board("four_pairs").panels)


def test_a_county_chooses_its_boards_and_adds_its_own(home):
    (home.path / "boards").mkdir()
    (home.path / "boards" / "trial.toml").write_text(BOARD, "utf-8")
    (home.path / "config.toml").write_text('boards = ["gates", "trial"]\n', "utf-8")
    assert [known.name for known in boards()] == ["gates", "trial"]
    side = board("trial").panels[0].sides[0]
    assert [cell.declared.name if cell.declared else None for cell in side.cells] == ["fig_pending", None]
    assert board("trial").names == ("fig_pending", "nobody_counts_this", "nobody_counts_that")


def test_a_pair_counts_when_both_of_its_sides_are_collected(home):
    (home.path / "boards").mkdir()
    path = home.path / "boards" / "trial.toml"
    path.write_text(BOARD, "utf-8")
    assert panels_collected("trial") is None
    path.write_text(BOARD.replace("nobody_counts_that", "fig_cleared"), "utf-8")
    assert panels_collected("trial") == 1


def test_an_unknown_board_is_refused():
    with pytest.raises(Refused) as refused:
        board("nothing")
    assert refused.value.code == "board_unknown"
