"""The edges of a policy, of those there are and of random ones: each case lies at the edge that it was made for."""

import random
from pathlib import Path

import pytest

from subsidy import author
from subsidy import policy as policies
from subsidy.author.common import OFFS, near, point
from subsidy.author.edges import marks
from subsidy.money import share
from tests import populations

LAKESIDE = policies.load_file(Path(__file__).parent / "policies" / "lakeside-2030.toml")
ALL = [*map(policies.load, policies.known()), LAKESIDE]
RANDOM = [populations.policy(random.Random(seed), [law.source for law in ALL]) for seed in range(20)]


@pytest.mark.parametrize("law", [*ALL, *RANDOM], ids=lambda law: law.digest[7:15])
def test_an_edge_lies_at_its_own_mark_and_no_two_are_the_same(law):
    found = author.edges(law, author.year_of(law))
    assert len({(edge.item, edge.mark) for edge in found}) == len(found)
    for edge in found:
        row = {"claims": list(edge.claims), "history": list(edge.history)}
        if edge.conditions is not None:
            row["conditions"] = edge.conditions
        assert (edge.item, edge.mark) in marks(author.decided(law, author.Worked(edge.item, row))), edge
    assert all(one.place and one.text for one in author.check(law))


@pytest.mark.parametrize("seed", range(40))
def test_a_fen_less_and_a_fen_more_of_the_amount_make_a_fen_of_its_share(seed):
    rng = random.Random(seed)
    item = next(item for item in populations.policy(rng).items.values() if item.kind == "rate")
    cap = item.cap
    for off in OFFS:
        amount = point(cap, item.rate, off)
        assert share(amount, item.rate) - cap == off
        assert near(amount, cap, item.rate) == off
    assert share(point(cap, item.rate, -1), item.rate) < cap == share(point(cap, item.rate, -1) + 1, item.rate)
    assert share(point(cap, item.rate, 1), item.rate) > cap == share(point(cap, item.rate, 1) - 1, item.rate)
