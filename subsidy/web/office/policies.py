"""Policies: every version read whole, compared, downloaded; another one answered by a second person."""

import io
import json
from typing import Any

from flask import abort, redirect, render_template, request, send_file, url_for

from subsidy.desk import law
from subsidy.desk.bureau import policies as desk
from subsidy.desk.bureau.money import proposals
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.bureau.policies import Part, Source, Version, compare
from subsidy.desk.common import DeskError
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import pages
from subsidy.web.office.proposals import Again, answered, withdrawn, words
from subsidy.web.office.shown import moment

NOT_FOUND = 404


@pages.get("/policies")
@access.staff("read_policies")
def policies() -> Any:
    """Every version, which two to compare, and what is proposed."""
    return _page()


@pages.post("/policies/proposals/<int:proposal>")
@access.staff("answer_policy")
def answer_policy(proposal: int) -> Any:
    """Answers another's proposal; agreed to, it is the law for what is decided from now on."""
    return answered(proposal, url_for("office.policies"), _page)


@pages.post("/policies/proposals/<int:proposal>/withdraw")
@access.staff("propose_policy")
def withdraw_policy(proposal: int) -> Any:
    """Takes one's own proposal back."""
    return withdrawn(proposal, url_for("office.policies"))


def _page(again: Again | None = None) -> str:
    again = again or Again([], {})
    waiting = proposals.waiting(db(), proposals.POLICY)
    return render_template(
        "web/office/policies.html",
        found=desk.versions(db(), access.person()),
        waiting=[(one, _changes(one.body)) for one in waiting],
        answered=proposals.answered(db(), proposals.POLICY),
        problems=again.problems,
        typed=again.typed,
        **words(),
    )


def _changes(body: Any) -> list[Part]:
    """What a proposal would change in the law as it is now."""
    name = body["policy"]
    return compare(law.in_force(db(), name).source, law.of(name, body["source"]).source)


@pages.get("/policies/<digest>")
@access.staff("read_policies")
def policy(digest: str) -> Any:
    """A whole version."""
    found, source = _version(digest)
    words = {"text": desk.text(source), "moment": moment, "may": access.may}
    return render_template("web/office/policy.html", one=found, **words)


@pages.get("/policies/<digest>/file")
@access.staff("read_policies")
def policy_file(digest: str) -> Any:
    """The file of a version as it came with the program; else what its runs kept of it, as JSON."""
    found, source = _version(digest)
    if found.file and not found.approved:
        return send_file(found.file, mimetype="application/toml", as_attachment=True, download_name=found.file.name)
    data = json.dumps(source, ensure_ascii=False, indent=2, default=str).encode()
    name = f"{found.id}-{found.short}.json"
    return send_file(io.BytesIO(data), mimetype="application/json", as_attachment=True, download_name=name)


@pages.get("/policies/compare")
@access.staff("read_policies")
def policy_compare() -> Any:
    """What differs between two versions."""
    a, b = (request.args.get(name, "") for name in ("a", "b"))
    if not a or not b:
        return redirect(url_for("office.policies"))
    (one, old), (other, new) = _version(a), _version(b)
    parts = desk.compare(old, new)
    return render_template("web/office/policy_compare.html", one=one, other=other, parts=parts)


def _version(digest: str) -> tuple[Version, Source]:
    try:
        return desk.version(db(), digest, access.person())
    except NotAllowedError:
        raise
    except DeskError:
        abort(NOT_FOUND)
