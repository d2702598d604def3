"""Policies: the one in force and every version that decided a run, read whole, compared, downloaded."""

import io
import json
from typing import Any

from flask import abort, redirect, render_template, request, send_file, url_for

from subsidy.desk.bureau import policies as desk
from subsidy.desk.bureau.people import NotAllowedError
from subsidy.desk.bureau.policies import Source, Version
from subsidy.desk.common import DeskError
from subsidy.web import access
from subsidy.web.database import db
from subsidy.web.office.common import pages
from subsidy.web.office.shown import moment

NOT_FOUND = 404


@pages.get("/policies")
@access.staff("read_policies")
def policies() -> Any:
    """Every version, and which two to compare."""
    found = desk.versions(db(), access.person())
    return render_template("web/office/policies.html", found=found, moment=moment, may=access.may)


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
    if found.file:
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
