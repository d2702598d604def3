"""The intake workbook in, the finance and 公示 workbooks out."""

from subsidy.workbook.export import export
from subsidy.workbook.notice import notice
from subsidy.workbook.read import read
from subsidy.workbook.template import template

__all__ = ["export", "notice", "read", "template"]
