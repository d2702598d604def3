"""What would bring a firm more, told with its estimate: at its place, the most first, and nothing given away."""

from subsidy import desk
from subsidy.money import fen
from tests.applicant import certificate, project
from tests.build import FIRMS, approve, hand_in, revenue
from tests.test_estimate import made

A = FIRMS[0]


def test_what_would_bring_more_is_told_with_its_place_the_most_first(db, law):
    typed = {
        "tier": {"revenue": "4268", "previous_revenue": "4000"},
        "certificates": [certificate("六级"), certificate("3")],
    }
    found = made(db, law, **typed)
    (road,) = (road for road in found.roads if road.section == "revenue_tier")
    assert road.text == "软件业务收入再增加 7,320,000 元即达 5,000 万元档，奖励 100 万元"
    assert (road.claim, road.gain, road.low, road.high, road.range) == (0, *[fen(1_000_000)] * 3, "")
    gains = [road.gain for road in found.roads if road.basis == "exact"]
    assert gains == sorted(gains, reverse=True)
    texts = [road.text for road in found.roads]
    assert "CMMI 由三级升至四级，增加 20 万元" in texts
    assert "首次列入中国软件业务收入前百强企业，奖励 150 万元" in texts, "of what is not claimed at all, too"
    assert made(db, law).roads, "and where nothing was typed"


def test_a_road_of_a_claim_is_told_at_its_place_among_those_typed(db, law):
    projects = [project("", "空着"), project("50", "示例项目"), project("3000", "满额")]
    found = made(db, law, projects=projects)
    places = {
        road.claim: road.gain for road in found.roads if road.section == "major_project" and road.basis == "exact"
    }
    assert places == {1: fen(29_500_000)}


def test_no_road_leads_to_what_is_decided_nor_gives_a_decision_away(db, law):
    """Until its run is approved a claim is advised on as any other; then its award counts as had."""
    hand_in(db, law, {A: [revenue(22_000_000, 10_000_000), ("national_list", {"list": "key_software_firm"})]})
    desk.set_budget(db, law, 2022, fen(100_000_000))
    typed = {
        "tier": {"revenue": "2200", "previous_revenue": "1000"},
        "national_list": [{"list": "key_software_firm"}],
    }
    before = made(db, law, **typed).roads
    run, _ = desk.run(db, law, 2022)
    assert made(db, law, **typed).roads == before
    assert [road.claim for road in before if road.section == "revenue_tier"] == [0]
    approve(db, run)
    after = made(db, law, **typed).roads
    assert not [road for road in after if road.section == "revenue_tier"], "one revenue claim a year"
    lists = [[road.text for road in roads if road.section == "national_list"] for roads in (before, after)]
    assert len(lists[0]) == len(lists[1]) == 2
    assert not [road for road in after if "重点软件企业" in road.text]
