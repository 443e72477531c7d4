"""Numbers are found in whatever order they stand, and those that are not there are not found."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.journal.test_properties import examples
from tongchou.journal import finding
from tongchou.journal.models import INDEX_BITS

#: Numbers that lie close together, in blocks, and far apart.
NUMBERS = st.one_of(
    st.integers(1, 40),
    st.builds(lambda block, at: block << INDEX_BITS | at, st.integers(0, 6), st.integers(0, 9)),
    st.integers(-(1 << 50), 1 << 55),
)


@examples(200)
@given(numbers=st.lists(NUMBERS, max_size=40, unique=True), wanted=st.lists(NUMBERS, max_size=40))
def test_each_number_is_found_where_it_stands(numbers, wanted):
    wanted = wanted + numbers
    found = finding.Rows(np.array(numbers, np.int64))(np.array(wanted, np.int64))
    assert found.tolist() == [numbers.index(one) if one in numbers else -1 for one in wanted]


@examples(50)
@given(numbers=st.lists(NUMBERS, max_size=60))
def test_distinct_numbers_ascend(numbers):
    assert finding.distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))
