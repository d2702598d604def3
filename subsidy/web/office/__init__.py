"""The pages of the bureau's staff, under /office; in Chinese only, for those who work with the law's own words.

Every view names the act of desk.bureau.people that it needs; the desk asks again. A page is a module here, a template
in templates/web/office, and a line in tests/routes.py.
"""

from subsidy.web.office import home, notice, objections, queue
from subsidy.web.office.common import pages

__all__ = ["home", "notice", "objections", "pages", "queue"]
