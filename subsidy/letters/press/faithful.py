"""WeasyPrint at work: one thread at a time, and nothing that it only warns of goes to print."""

import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint.urls import FatalURLFetchingError

from .record import RecordError

_working = threading.Lock()


@contextmanager
def faithful(failure: type[Exception], what: str) -> Iterator[None]:
    """Turns into `failure`, told of `what`, a glyph missing, a face not loaded, a file refused."""
    told: list[str] = []
    thread = threading.get_ident()
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told.append(record.getMessage()) if record.thread == thread else None  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    with _working:
        logger.addHandler(handler)
        collecting = gc.isenabled()
        gc.disable()  # a third of the time otherwise, for boxes that are all still in use
        try:
            yield
        except FatalURLFetchingError as error:
            raise failure(f"{what}引用了不允许的文件：{error}") from error
        except RecordError as error:
            raise failure(str(error)) from error
        finally:
            logger.removeHandler(handler)
            if collecting:
                gc.enable()
                gc.collect(1)  # all that was made is young still, and so goes at once, without a look at what is old
    if told:
        raise failure(f"{what}不能如实印出：{'；'.join(told)}")
