"""An application at the bureau's site: who works on it, and its forms as a browser would send them."""

from subsidy.store import intake
from tests import applicant, checking
from tests.applicant import TIER, certificate
from tests.build import FIRMS, GOOD, hand_in
from tests.web import sending, staffed, visitor
from tests.web.sending import YEAR, page

A, B, *_ = FIRMS


def site_of(folder, monkeypatch, law):
    """A sent its application: a tier, a level that only a person can judge."""
    made = sending.site(folder, monkeypatch, law)
    visitor.account(made.folder, A)
    claims = {"tier": TIER, "certificates": [certificate("三级", "T/SIA010.11-2021.1")]}
    with made.db() as db:
        applicant.applied(db, made.folder / "files", law, A, **claims)
        hand_in(db, law, {A: []}, firms=[A], names={A: f"示例{A[-4:]}软件有限公司"}, conditions=GOOD)
    return made


def staff(site, login, *roles):
    return staffed.staff(site.folder, login, *roles or ("handler",), app=site.app)


def ids(site):
    """The ids of A's application and of its two claims: the tier, the level."""
    with site.db() as db:
        application = intake.application(db, site.law.id, YEAR, A)["id"]
        return application, *(row["id"] for row in intake.claims(db, application))


def case(site):
    return f"/office/cases/{ids(site)[0]}"


def claim(site, place=1):
    return f"/office/claims/{ids(site)[place]}"


def kept(answer, path="//main//form", button="", **typed):
    """A form as it stands on a page, some of it typed over, sent by a button."""
    (found,) = [form for form in page(answer).xpath(path) if not button or form.xpath(f".//button[@name='{button}']")]
    fields = dict(found.form_values()) | typed | ({button: "1"} if button else {})
    return found.get("action"), fields


def press(who, path, button="", **typed):
    """Opens a page, types into the form that has the button, presses it."""
    return send(who, *kept(who.get(path), button=button, **typed))


def send(who, action, fields):
    return sending.posted(who, fields, action)


def passed(site, who, place=1):
    """Everything that a checklist still wants, found good; sent to its review."""
    with site.db() as db:
        found = checking.answers(db, site.law, ids(site)[place])
    typed = {f"{part}.{name}": said for name, (result, note) in found.items() for part, said in
             (("result", result), ("note", note))}  # fmt: skip
    return press(who, claim(site, place), "finish", **typed)
