"""Brings the catalogues of translations up to the texts there are: new ones are added empty, old ones taken out.

    python scripts/translations.py

Texts are those within _() in templates and gettext() in code, and the patterns that schemas.words.say is given. Each
goes into the first catalogue whose folders it stands in; what is left empty is Chinese on the English pages, and a
test fails. `law` is what the policies' names of items, fields and choices mean, shown beside them.
"""

import sys
from collections.abc import Iterable, Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from schemas.describe import REGION, FieldSpec, describe, describe_firm
from subsidy import config, policy
from subsidy.web import language

ENGLISH = language.CATALOGUES / "en" / "LC_MESSAGES"
# a text belongs to the first catalogue that has it in one of its places
PARTS = {
    "forms": ("subsidy/web/forms/*.py", "templates/web/forms.html"),
    "site": ("subsidy/web/*.py", "templates/web/*.html"),
    "apply": ("subsidy/web/**/*.py", "templates/web/**/*.html"),
    "desk": ("schemas/**/*.py", "subsidy/desk/**/*.py"),
}
LAW = "law"
KEYWORDS = {"_": None, "gettext": None, "say": None, "lazy_gettext": None}


def texts(places: tuple[str, ...]) -> Iterator[str]:
    """The texts that stand in files, in order."""
    for place in places:
        method = "python" if place.endswith(".py") else "jinja2.ext:babel_extract"
        for path in sorted(config.ROOT.glob(place)):
            for _, message, _, _ in extract_from_file(method, path, KEYWORDS):
                yield message if isinstance(message, str) else message[0]


def glossary() -> Iterator[str]:
    """The names that policies give to items, fields, units and choices, but for regions."""
    for law in map(policy.load, policy.known()):
        for item in law.items.values():
            yield item.title
            yield from names(describe(item))
        yield from names(describe_firm(law))


def names(fields: Iterable[FieldSpec]) -> Iterator[str]:
    """What fields are called, with their units and choices."""
    for field in fields:
        yield from (field.label, field.unit)
        if field.kind != REGION:
            yield from (name for _, name in field.choices)
        yield from names(field.columns)


def wanted() -> dict[str, list[str]]:
    """The texts of each catalogue."""
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for part in (*PARTS, LAW):
        here = glossary() if part == LAW else texts(PARTS[part])
        found[part] = [text for text in dict.fromkeys(here) if text not in seen and not text.isascii()]
        seen.update(found[part])
    return found


def catalogue(part: str) -> Catalog:
    """A catalogue as it is on the disk."""
    path = ENGLISH / f"{part}.po"
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def main() -> int:
    """Writes each catalogue; how many texts have no translation."""
    open_ones = 0
    have = {part: catalogue(part) for part in (*PARTS, LAW)}
    known = {message.id: message.string for old in have.values() for message in old if message.id and message.string}
    for part, wants in wanted().items():
        made = Catalog(locale="en", fuzzy=False)
        for text in wants:
            made.add(text, known.get(text, ""))
            if not known.get(text):
                open_ones += 1
                print(f"{part}.po: {text}")
        with (ENGLISH / f"{part}.po").open("wb") as out:
            write_po(out, made, width=0, omit_header=True)
    language.compile_catalogues()
    return open_ones


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
