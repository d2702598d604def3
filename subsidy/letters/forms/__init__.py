"""What is printed beside the letters: 审批单 for sign-off, the cover sheet of a print run, mail labels.

Read approval, cover, labels (what each says); setting lays them out in the letters' faces; table packs rows on pages.
"""

from .approval import Approval, Batch, Claim, Condition, Listed, Voucher, approval, approvals, batch
from .cover import Entry, Info, cover, cover_html, cover_pages
from .labels import Label, labels, missing
from .setting import FormError, join, pdf

__all__ = [
    "Approval",
    "Batch",
    "Claim",
    "Condition",
    "Entry",
    "FormError",
    "Info",
    "Label",
    "Listed",
    "Voucher",
    "approval",
    "approvals",
    "batch",
    "cover",
    "cover_html",
    "cover_pages",
    "join",
    "labels",
    "missing",
    "pdf",
]
