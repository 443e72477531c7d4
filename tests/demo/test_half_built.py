"""A county's build that was cut short is built again from nothing."""

from __future__ import annotations

from pathlib import Path

from demo.play import BUILDING, clear_half_built


def test_what_a_build_made_goes_and_what_it_did_not_make_stays(tmp_path: Path) -> None:
    for made in ("books.sqlite3", "books.sqlite3-wal", "office.sqlite3", "config.toml", "outlines.geojson"):
        (tmp_path / made).touch()
    for folder in ("vouchers", "daybooks", "cube", "keys"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one").touch()
    for other in (BUILDING, "notes.txt"):
        (tmp_path / other).touch()
    clear_half_built(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {BUILDING, "keys", "notes.txt"}
    assert (tmp_path / "keys" / "one").exists()
