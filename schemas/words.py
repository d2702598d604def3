"""Sentences that may be shown in another language: the pattern is kept beside the text."""

from collections.abc import Mapping


class Words(str):
    """A Chinese sentence that knows what it was made of: `pattern`, which a catalogue may have, and `values`."""

    pattern: str
    values: Mapping[str, str]


def say(pattern: str, **values: str) -> Words:
    """A sentence from its pattern; what stands in {braces} is filled in."""
    found = Words(pattern.format(**values))
    found.pattern, found.values = pattern, values
    return found
