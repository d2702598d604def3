"""Codes as people type them."""

import pytest

from subsidy import codes
from subsidy.letters import award
from subsidy.web import typed

TYPED = [
    "ABCDEF123450",
    "abcd-ef12-3450",
    " ABCD EF12　3450\t",
    "ABCD－EF12—3450",
    "ABCD–EF12‐3450",
    "ABCD_EF12·3450",
    "ＡＢＣＤ－ＥＦ１２－３４５０",
    "ａｂｃｄｅｆ１２３４５０",
    "ABCDEFI2345O",
    "abcdefl2345o",
]


@pytest.mark.parametrize("said", TYPED)
def test_a_code_is_the_same_however_and_wherever_it_is_typed(said):
    assert codes.typed(said) == award.typed(said) == typed.read(said).code == "ABCDEF123450"


def test_a_code_is_read_back_from_what_is_shown():
    made = codes.fresh()
    assert len(made) == codes.LENGTH
    assert codes.typed(codes.shown(made)) == made
    assert codes.shown("ABCDEF123450") == "ABCD-EF12-3450"
