"""What is printed beside the letters: 审批单 for sign-off, 公示, the cover sheet of a print run, mail labels.

Read approval, notice, cover, labels (what each says); setting lays them out in the letters' faces; table packs rows on
pages.
"""

from subsidy.letters.press.pdfa import About, Book
from subsidy.letters.press.sheet import Sheet

from .approval import Approval, Batch, Claim, Condition, Listed, Voucher, about, approval, batch
from .cover import Entry, Info, cover, cover_html, cover_pages
from .labels import Label, labels, missing
from .setting import FormError, bound, pdf
from .table import by_district

__all__ = [
    "About",
    "Approval",
    "Batch",
    "Book",
    "Claim",
    "Condition",
    "Entry",
    "FormError",
    "Info",
    "Label",
    "Listed",
    "Sheet",
    "Voucher",
    "about",
    "approval",
    "batch",
    "bound",
    "by_district",
    "cover",
    "cover_html",
    "cover_pages",
    "labels",
    "missing",
    "pdf",
]
