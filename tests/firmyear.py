"""A firm's year at the site, row by row, as the store keeps it."""

from subsidy import store
from subsidy.store import accounts, applying, files, offers
from tests.build import hand_in, project


def apply(db, law, code):
    """A firm sends what it has, and takes it back."""
    hand_in(db, law, {code: [project(7, "未决项目")]}, accepted=False)
    year = (law.id, 2022, code)
    with store.write(db):
        assert applying.save_draft(db, *year, "firm", {"name": "示例"}, 0, "")
        files.add_file(db, "ab", "application/pdf", 1, "")
        row = {"uscc": code, "policy": law.id, "year": 2022, "section": "major_project", "requirement": "contract"}
        one = files.add_evidence(db, {**row, "way": "上传", "digest": "ab", "name": "x.pdf", "at": "", "actor": ""})
        applying.add_submission(db, *year, "token", {"sections": {}}, [one], "", "")
        applying.add_event(db, *year, applying.SUBMITTED, {"submission": 1}, "", "")
        applying.withdraw_claims(db, [claim["id"] for claim in applying.open_claims(db, *year)], "", "")
        row = {"uscc": code, "policy": law.id, "year": 2022, "item": "security_certificate", "key": "ISO27001"}
        said = {"facts": "{}", "amount": 1, "reasons": [], "source": "示例名单", "at": "", "actor": "示例经办"}
        offers.add(db, {**row, **said})
        accounts.add(db, code, accounts.FIRM, code, "", "", "")
        offers.answer(db, 1, offers.DECLINED, "", "", code)
