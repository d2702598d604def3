"""How a form is set: one style sheet, the letters' faces, plain WeasyPrint; and forms bound into one file."""

import io
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup, escape
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration

from subsidy import money
from subsidy.letters import fonts
from subsidy.letters.paper import environment
from subsidy.letters.press import judge
from subsidy.letters.press.blocks import read
from subsidy.letters.press.faithful import faithful
from subsidy.letters.press.pdfa import About, Book
from subsidy.letters.press.record import record
from subsidy.letters.press.sheet import Sheet
from subsidy.letters.wording import TEMPLATES, whole

FORMS = TEMPLATES.parent / "forms"
OPTIONS = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
CLAUSE = re.compile(r"[一二三四五六七八九十]+\([一二三四五六七八九十]+\)\d*")
NUMBER = re.compile(r"〔\d+〕\d+号")
GETA = "〓"  # what a compositor sets for a character that he has not


class FormError(RuntimeError):
    """A form could not be printed faithfully; says why, in Chinese."""


def fill(template: str, **said: Any) -> str:
    """A template filled in; the full-width ￥, which the open 仿宋 draws as a dollar, becomes ¥."""
    return _templates().get_template(template).render(**said).replace("\uffe5", "¥")


def pdf(html: str) -> bytes:
    """A form's HTML as PDF/A-3a, tagged, written by WeasyPrint; FormError where it would not be faithful."""
    with faithful(FormError, "表单"):
        return bytes(_rendered(_source(html), html).write_pdf(**OPTIONS))


def sheet(html: str) -> Sheet:
    """The pages of a form, to be bound; FormError where they would not be faithful."""
    with faithful(FormError, "表单"):
        return _sheet(html)


def _sheet(html: str) -> Sheet:
    source = _source(html)
    return judge.laid_out(record(_rendered(source, html), source), read(html))


def bound(sheets: Iterable[Sheet], said: About) -> bytes:
    """Sheets as one PDF/A-3a, each from a new page."""
    out = io.BytesIO()
    book = Book(out, said)
    for one in sheets:
        book.add(one)
    book.close()
    return out.getvalue()


def _source(html: str) -> HTML:
    return HTML(string=html, base_url=FORMS.as_uri() + "/", url_fetcher=fonts.OwnFiles())


def _rendered(source: HTML, html: str) -> Document:
    configuration, css = _style(fonts.needs_rarest(html.split()))
    return source.render(stylesheets=[css], font_config=configuration, **OPTIONS)


def legible(text: str) -> str:
    """The text with what no face has as 〓 and its code point, for a list that must not stop for one name."""
    bad = fonts.without_glyph([text])
    for character in bad:
        text = text.replace(character, f"{GETA}U+{ord(character):04X}")
    return text


@cache
def _style(rarest: bool) -> tuple[FontConfiguration, CSS]:
    configuration, rules = fonts.rules(rarest)
    sheet = rules + (FORMS / "forms.css").read_text("utf-8")
    css = CSS(string=sheet, base_url=FORMS.as_uri() + "/", font_config=configuration, url_fetcher=fonts.OwnFiles())
    return configuration, css


@cache
def _templates() -> jinja2.Environment:
    templates = environment(FORMS)
    filters = {"cents": money.cents, "figures": money.figures, "words": money.words, "day": day, "clauses": _clauses}
    filters["unbroken"] = _unbroken
    templates.filters.update(filters)
    return templates


def _clauses(text: str) -> Markup:
    """The numbers of clauses, each never broken over two lines."""
    return Markup(CLAUSE.sub(r'<span class="whole">\g<0></span>', str(escape(text))))


def _unbroken(text: str) -> Markup:
    """The text of an official paper: what stays on one line in letters, and the number of a document, never broken."""
    return Markup(NUMBER.sub(r'<span class="whole">\g<0></span>', str(whole(text))))


def day(at: str) -> str:
    """The day of a moment in ISO 8601, as official papers write it."""
    year, month, number = at[:10].split("-")
    return f"{year}年{int(month)}月{int(number)}日"
