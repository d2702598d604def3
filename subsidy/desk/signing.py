"""审批单 written: of the batch and of each firm, one at a time, each laid out once; all together where asked."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from subsidy.desk.approval import Papers
from subsidy.desk.common import Progress, quiet
from subsidy.desk.whole import beside
from subsidy.letters import GlyphError, forms

BATCH = "batch-approval.pdf"


class Signed(NamedTuple):
    """A file that was written, or why it was not."""

    path: Path
    problem: str = ""


def approvals(papers: Papers, out: Path, merged: Path | None = None, progress: Progress = quiet) -> Iterator[Signed]:
    """Writes the batch's 审批单 and one a firm into a folder, and with `merged` all of them as one file besides.

    However many firms there are, one is held at a time: its sheet goes into both files at once.
    """
    with ExitStack() as stack:
        batch = papers.batch()
        about, whole = forms.about(batch), None
        if merged:
            partial = stack.enter_context(beside(merged))
            file = stack.enter_context(partial.open("wb"))
            whole = forms.Book(file, about)
        yield _written(out / BATCH, forms.batch(batch), about, whole)
        del batch  # its list is as long as the run
        for made in progress(papers.firms(), papers.count(), "审批单"):
            path = out / f"{made.firm['uscc']}-approval.pdf"
            try:
                sheet = forms.approval(made)
            except (GlyphError, forms.FormError) as error:
                yield Signed(path, str(error))
                continue
            yield _written(path, [sheet], forms.about(made), whole)
        if merged and whole:
            whole.close()
            file.close()
            partial.replace(merged)
            yield Signed(merged)


def _written(path: Path, sheets: Iterable[forms.Sheet], about: forms.About, whole: forms.Book | None) -> Signed:
    """Sheets as a file of their own, and as they come in the whole besides."""
    with beside(path) as partial:
        with partial.open("wb") as file:
            book = forms.Book(file, about)
            for number, sheet in enumerate(sheets):
                book.add(sheet)
                if whole:
                    whole.add(sheet, marks=() if number else [(about.title, 0)])
            book.close()
        partial.replace(path)
    return Signed(path)
