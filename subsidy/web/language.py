"""Chinese is what the texts are written in; English is a catalogue, and every page switches.

`_()` in templates and `gettext` in code take the Chinese text; `said` says a sentence of the lower layers
(schemas.words), whose pattern the catalogue may have. Catalogues lie in translations/en/LC_MESSAGES/*.po, one a part of
the site; the one file that is loaded is made of them.
"""

import datetime
import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Blueprint, Flask, g, redirect, request, url_for
from flask_babel import Babel, format_date, get_locale, gettext
from werkzeug.wrappers import Response

from subsidy.web import access

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
LANGUAGES = {"zh": "中文", "en": "English"}
TAGS = {"zh": "zh-CN", "en": "en"}  # as the pages' lang
COOKIE = "language"
YEAR = 365 * 24 * 3600

pages = Blueprint("language", __name__)


def init(app: Flask) -> None:
    """Gives an application its languages."""
    try:
        compile_catalogues()
    except OSError as error:  # the site is then in Chinese
        app.logger.error("%s: %s", error.filename, error.strerror)
    app.config.update(BABEL_DEFAULT_LOCALE="zh", BABEL_TRANSLATION_DIRECTORIES=str(CATALOGUES))
    Babel(app, locale_selector=chosen)
    app.jinja_env.filters["said"] = said
    app.context_processor(lambda: {"language": (here := str(get_locale())), "lang": TAGS[here], "languages": LANGUAGES})


def chosen() -> str:
    """The language of this request: what was switched to, else what the browser asks for, else Chinese."""
    if (request.endpoint or "").startswith("office."):
        return "zh"
    if "language" not in g:
        asked = request.cookies.get(_cookie(), "")
        g.language = asked if asked in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "zh"
    return str(g.language)


@pages.post("/language")
@access.public
@access.tokenless
def switch() -> Response:
    """Shows the page in another language from now on."""
    answer = redirect(access.safe(request.args.get("next"), url_for("home.home")), 303)
    if (to := request.form.get("to")) in LANGUAGES:
        answer.set_cookie(_cookie(), to, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _cookie() -> str:
    """By HTTPS a name that no other site of the domain can set."""
    return f"__Host-{COOKIE}" if request.is_secure else COOKIE


def said(text: str) -> str:
    """A sentence of the lower layers in this request's language; what was filled in stays as it is."""
    pattern = getattr(text, "pattern", "")
    return gettext(pattern).format(**text.values) if pattern else text  # type: ignore[attr-defined]


def day(date: datetime.date) -> str:
    """A date as people read it."""
    return str(format_date(date, gettext("yyyy年M月d日")))


def compile_catalogues() -> None:
    """Makes each language's messages.mo of its .po files, where it is missing or older."""
    for folder in CATALOGUES.glob("*/LC_MESSAGES"):
        made, parts = folder / "messages.mo", sorted(folder.glob("*.po"))
        if made.exists() and all(part.stat().st_mtime <= made.stat().st_mtime for part in parts):
            continue
        whole = Catalog(locale=folder.parent.name)
        for part in parts:
            with part.open("rb") as file:
                for message in read_po(file, locale=whole.locale):
                    if message.id:
                        whole[message.id] = message
        partial = made.with_name(f".messages.{os.getpid()}.part")
        with partial.open("wb") as out:
            write_mo(out, whole)
        partial.replace(made)
