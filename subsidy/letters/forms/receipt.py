"""The receipt of an application: all that a firm sent, when, under which 受理号; nothing that may change later."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from . import setting


class Receipt(NamedTuple):
    """What was sent and by whom it was taken in; `at` in ISO 8601, `digest` the sha256 of the body.

    `body` holds sections with their answers and evidence, files, declaration, estimate, as desk.firm.submit keeps it.
    """

    uscc: str
    year: int
    number: int
    at: str
    digest: str
    body: Mapping[str, Any]
    issuer: str

    @property
    def reference(self) -> str:
        """受理号: the application's number, and which sending of it this is."""
        return f"{self.year}-{self.uscc}-{self.number}"

    @property
    def time(self) -> str:
        """When it was sent, as a receipt has it."""
        return f"{setting.day(self.at)} {self.at[11:19]}"

    def files(self, section: str, requirement: str) -> list[Mapping[str, str]]:
        """The files that were sent as a piece of evidence."""
        return [f for f in self.body["files"] if (f["section"], f["requirement"]) == (section, requirement)]


def html(made: Receipt) -> str:
    """A receipt to be set; characters that no face has stand as 〓 with their code point."""
    return setting.fill("receipt.html", form=made, legible=setting.legible)


def receipt(made: Receipt) -> bytes:
    """A receipt as PDF/A-3a, each time the same bytes."""
    return setting.pdf(html(made))
