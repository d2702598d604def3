"""A firm's program at work: an application begun, typed in, proved, sent."""

from tests import applicant
from tests.applicant import DETAILS, ITEMS, PDF, TIER

YEAR = 2022


def at(uscc, rest="", year=YEAR):
    """The address of an application."""
    return f"/applications/{year}-{uscc}{rest}"


def begun(who, year=YEAR, **claims):
    """An application with sections by their short names in tests.applicant; the answer."""
    typed = applicant.values(**{"firm": DETAILS, **claims})
    return who.post("/applications", {"year": year, "sections": typed})


def typed(who, uscc, section, made):
    """A section saved over what stands there; the answer."""
    where = at(uscc, f"/sections/{ITEMS.get(section, section)}")
    (values,) = applicant.values(**{section: made}).values()
    return who.put(where, values, match=who.get(where).headers["ETag"])


def proved(who, uscc):
    """Every file that is missing, brought."""
    found = who.get(at(uscc)).json
    for section in found["sections"]:
        for asked in section["evidence"] if section["claims"] else ():
            if asked["missing"]:
                where = at(uscc, f"/sections/{section['id']}/evidence/{asked['id']}")
                assert who.post(f"{where}?name={asked['title']}.pdf", PDF).status_code == 201


def sent(who, uscc, key=None, match=None):
    """The application sent as it stands; the answer."""
    tag = match or who.get(at(uscc)).headers["ETag"]
    return who.post(at(uscc, "/submissions"), {"declaration": True}, key=key, match=tag)


def applied(who, uscc, **claims):
    """A whole application, sent."""
    assert begun(who, **(claims or {"tier": TIER})).status_code == 201
    proved(who, uscc)
    answer = sent(who, uscc)
    assert answer.status_code == 201, answer.text
    return answer
