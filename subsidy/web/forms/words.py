"""Texts that come with the data, in the reader's language where a catalogue has them."""

from flask_babel import gettext

from schemas.words import Words


def told(text: str) -> str:
    """A help or note in the reader's language; its parts, too, where the catalogue has them."""
    if not text:
        return ""
    if isinstance(text, Words):
        return gettext(text.pattern).format(**{name: told(value) for name, value in text.values.items()})
    return gettext(text)


def gloss(text: str) -> str:
    """What the law's own Chinese word means in the reader's language; '' where that is Chinese or nobody knows."""
    found = gettext(text) if text else ""
    return "" if found == text else found
