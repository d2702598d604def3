"""Policies of other cities: beside the desk's own, and only as far as their text is known."""

from schemas.policies import NO_NUMBER
from subsidy import create_app
from subsidy import policy as policies


def test_other_cities_stand_beside_the_one_that_the_desk_works_with(law):
    """Policies of other cities come with the program, and promise nothing on the desk's first page."""
    assert policies.known() == [law.id, "hangzhou-2022", "shengzhou-2022", "wenzhou-2022"]
    page = create_app().test_client().get("/").text
    assert law.items["revenue_tier"].text in page
    for name in policies.known()[1:]:
        other = policies.load(name)
        assert (other.number == NO_NUMBER) or other.number.endswith("号")
        assert other.city != law.city
        assert not any(item.text in page for item in other.items.values())
