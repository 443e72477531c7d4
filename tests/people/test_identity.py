"""What names a person, what is hidden of them, and what is sealed."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from tongchou.base.sealing import Sealer
from tongchou.registers.people import identity, masking

SECRET = bytes(range(32))


@pytest.mark.parametrize(
    ("number", "standard"),
    [
        ("445381850312001", "445381198503120010"),
        ("445381198503120010", "445381198503120010"),
        ("44538119850312001043", "445381198503120010"),
        ("44538119850312001943", "44538119850312001943"),  # the first 18 do not hold: another document's 20 digits
        ("E12345678", "E12345678"),
        ("", ""),
    ],
)
def test_a_number_has_one_form(number, standard):
    assert identity.standard(number) == standard


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.integers(0, 999))
def test_old_numbers_agree_with_a_library(born, sequence):
    new = identity.standard(f"445381{born:%y%m%d}{sequence:03d}")
    assert ric.calc_check_digit(new) == new[-1]
    assert identity.birth_ordinal(new) == born.toordinal()
    assert identity.sex(new) == ("male" if sequence % 2 else "female")


def test_a_day_that_is_none_is_no_birth():
    assert identity.birth_ordinal("44538119850230001X") is None


def test_writings_of_one_name_fold_together():
    assert {identity.fold(name) for name in ("陳大文", "陈大文", "陈 大文", "陈　大文")} == {"陈大文"}
    assert identity.fold("买买提·艾力") == identity.fold("买买提•艾力") != identity.fold("买买提")


def test_a_number_is_typed_in_many_ways():
    assert identity.typed(" 4453 8119 8503 12001x") == "44538119850312001X"
    assert identity.typed("１３８-0000-1234") == "13800001234"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("陳大文", "陳**"), ("陳文", "陳**"), ("歐陽文", "歐陽**"), ("歐陽", "歐**"), ("John Smith", "J**"), ("", "")],
)
def test_names_are_masked_to_one_length(text, shown):
    assert masking.name(text) == shown


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (masking.id_number, "445381198503121234", "4453****1234"),
        (masking.id_number, "E12345678", "****78"),
        (masking.id_number, "E123", "****"),
        (masking.id_number, "", ""),
        (masking.phone, "13800001234", "138****1234"),
        (masking.phone, "38200001", "****01"),
        (masking.phone, "", ""),
        (masking.address, "罗镜镇龙岩村12号", "罗镜镇龙岩村****"),
        (masking.address, "羅城街道中區居委會人民路3號", "羅城街道中區居委會****"),
        (masking.address, "人民路3號", "****"),
        (masking.address, "龙岩村", "龙岩村"),
    ],
)
def test_numbers_and_addresses_are_masked(mask, text, shown):
    assert mask(text) == shown


@given(st.text(max_size=40))
def test_what_is_sealed_opens_again_and_never_looks_alike(text):
    sealer = Sealer(SECRET, "trial")
    assert sealer.open(sealer.seal(text)) == text == sealer.open(sealer.seal_all([text])[0])
    assert sealer.seal(text) != sealer.seal(text)
    assert sealer.mark(text) == sealer.mark_all([text])[0]


def test_a_changed_byte_another_purpose_or_another_secret_opens_nothing():
    sealed = Sealer(SECRET, "trial").seal("445381198503121234")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for sealer, box in (
        (Sealer(SECRET, "trial"), changed),
        (Sealer(SECRET, "other"), sealed),
        (Sealer(bytes(32), "trial"), sealed),
    ):
        with pytest.raises(InvalidTag):
            sealer.open(box)


def test_marks_of_two_purposes_tell_nothing_of_each_other():
    assert Sealer(SECRET, "trial").mark("1") != Sealer(SECRET, "other").mark("1")
