"""Forms made from the schemas: a section's values and problems as something to draw, and a posted form back as values.

The macros that draw it stand in templates/web/forms.html. Names in a form are paths ("claims.0.revenue"), ids the same
with hyphens ("claims-0-revenue"), so that whoever knows the path of a problem knows where it stands.
"""

from subsidy.web.forms.drawn import Form, firm_form, form
from subsidy.web.forms.posted import Change, change, parse, parse_firm

__all__ = ["Change", "Form", "change", "firm_form", "form", "parse", "parse_firm"]
