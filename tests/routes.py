"""Every route and who may reach it: the rule that its view must say (subsidy/web/access.py)."""

from subsidy.web import access

ROUTES = {
    # the public, and firms
    ("/", "GET"): access.PUBLIC,
    ("/bootstrap/static/<path:filename>", "GET"): access.PUBLIC,
    ("/evidence/<int:piece>", "GET"): access.FIRM,
    ("/healthz", "GET"): access.PUBLIC,
    ("/language", "POST"): access.PUBLIC,
    ("/letters", "GET"): access.FIRM,
    ("/letters/<name>", "GET"): access.FIRM,
    ("/login", "GET"): access.PUBLIC,
    ("/login", "POST"): access.PUBLIC,
    ("/logout", "POST"): access.PUBLIC,
    ("/password", "GET"): access.ANYBODY,
    ("/password", "POST"): access.ANYBODY,
    ("/register", "GET"): access.PUBLIC,
    ("/register", "POST"): access.PUBLIC,
    ("/reset", "GET"): access.PUBLIC,
    ("/reset", "POST"): access.PUBLIC,
    ("/session", "GET"): access.ANYBODY,
    ("/session", "POST"): access.ANYBODY,
    ("/static/<path:filename>", "GET"): access.PUBLIC,
    ("/verify", "GET"): access.PUBLIC,
    ("/verify", "POST"): access.PUBLIC,
    ("/year/<int:year>", "GET"): access.FIRM,
    ("/year/<int:year>/<section>", "GET"): access.FIRM,
    ("/year/<int:year>/<section>", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/clear", "GET"): access.FIRM,
    ("/year/<int:year>/<section>/clear", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/estimate", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/evidence/<int:piece>/remove", "GET"): access.FIRM,
    ("/year/<int:year>/<section>/evidence/<int:piece>/remove", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/save", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/sheet", "GET"): access.FIRM,
    ("/year/<int:year>/<section>/sheet", "POST"): access.FIRM,
    ("/year/<int:year>/<section>/sheet.xlsx", "GET"): access.FIRM,
    ("/year/<int:year>/check", "GET"): access.FIRM,
    ("/year/<int:year>/check", "POST"): access.FIRM,
    ("/year/<int:year>/sent/<int:number>", "GET"): access.FIRM,
    ("/year/<int:year>/sent/<int:number>.pdf", "GET"): access.FIRM,
    ("/year/<int:year>/status", "GET"): access.FIRM,
    ("/year/<int:year>/withdraw", "GET"): access.FIRM,
    ("/year/<int:year>/withdraw", "POST"): access.FIRM,
    # the bureau's desk
    ("/office/", "GET"): "read_desk",
}
# what a POST without a token may reach: nothing that belongs to anybody is changed there
TOKENLESS = {"language.switch", "verify.by_file"}
