"""Work in chunks, by this process, by several of this machine, or by those of a Dask cluster: one way to ask for all.

Whatever does it is a `concurrent.futures.Executor`. Chunks come back in order, few of them are on their way at a time,
and one may be done twice where a worker was lost: so it must depend on nothing but what it is given.
"""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, ParamSpec, TypeVar

RECYCLED = 40  # chunks after which a process gives way to a new one: WeasyPrint's memory grows
PATIENCE = 10  # seconds for a scheduler to answer
AHEAD = 2  # chunks on their way for each worker
LOST = ("KilledWorker", "BrokenProcessPool", "FutureCancelledError", "CommClosedError")  # by name: Dask may be absent

P = ParamSpec("P")
A = TypeVar("A")
T = TypeVar("T")


class FanoutError(RuntimeError):
    """A scheduler that cannot be used, or work that its workers could not do; says why, in Chinese."""


class Here(Executor):
    """This very process: each piece is done when it is asked for."""

    def submit(self, act: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Does it, and says what came of it."""
        done: Future[T] = Future()
        try:
            done.set_result(act(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


@contextmanager
def executor(jobs: int = 1, scheduler: str | None = None) -> Iterator[Executor]:
    """What does work: this process, `jobs` processes of this machine, or the cluster of a scheduler's address."""
    if scheduler:
        with _cluster(scheduler) as found:
            yield found
    elif jobs > 1:
        # A fork would copy the locks and handles of the libraries in whatever state they are.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(jobs, context, follow, max_tasks_per_child=RECYCLED)
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        pool.shutdown()
    else:
        yield Here()


def ordered(workers: Executor, act: Callable[[A], T], chunks: Iterable[A]) -> Iterator[T]:
    """What comes of each chunk, in their order; never more than a few on their way, however many there are."""
    yield from map(result, few(workers, (workers.submit(act, chunk) for chunk in chunks)))


def few(workers: Executor, begun: Iterable[T]) -> Iterator[T]:
    """Pieces of work in their order, each begun when it is taken from `begun`: a few before they are waited for."""
    waiting: deque[T] = deque()
    most = AHEAD * size(workers)
    for one in begun:
        waiting.append(one)
        if len(waiting) >= most:
            yield waiting.popleft()
    yield from waiting


def size(workers: Executor) -> int:
    """How many pieces are done at once."""
    asked: Any = getattr(workers, "_max_workers", None) or getattr(workers, "workers", 1)
    return int(asked)


def result(future: Future[T]) -> T:
    """What came of a piece; FanoutError where the workers that tried it were lost, whoever they were."""
    try:
        return future.result()
    except Exception as error:
        if type(error).__name__ in LOST:
            raise FanoutError(
                f"承担计算的进程一再中断，没有完成：{error}；已完成的部分不受影响，可以重新运行"
            ) from error
        raise


def follow() -> None:
    """Ends a worker whose parent was killed, which nobody else would."""
    parent = multiprocessing.parent_process()
    if parent:

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    import asyncio

    try:
        from distributed import Client
    except ImportError:
        raise FanoutError("没有安装 Dask，请先安装：pip install 'subsidy[cluster]'") from None
    try:
        asyncio.run(_asked(address))
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except Exception as error:  # whatever else answers there says whatever it likes
        raise FanoutError(f"连接不上调度器 {address}：{error}；请核对地址（如 tcp://10.0.0.8:8786）") from None
    with client:
        _same_everywhere(client, address)
        workers = client.get_executor(pure=False)
        workers.workers = len(client.scheduler_info(n_workers=-1)["workers"])
        yield workers


async def _asked(address: str) -> None:
    """Whether a scheduler answers there: a Client would wait for ever for what never does, and long at its end."""
    import asyncio

    from distributed import Security, rpc

    async with rpc(address, connection_args=Security().get_connection_args("client")) as there:
        try:
            found = (await asyncio.wait_for(there.identity(), PATIENCE))["type"]
        except TimeoutError:
            raise TimeoutError(f"{PATIENCE} 秒内没有调度器应答") from None
    if found != "Scheduler":
        raise ValueError(f"那里应答的是 {found}，应为 Scheduler")


def _same_everywhere(client: Any, address: str) -> None:
    """FanoutError where there is no worker, or one that runs another version: it would decide otherwise."""
    found: dict[str, str] = client.run(about)
    if not found:
        raise FanoutError(f"调度器 {address} 下没有工作进程，请先启动：dask worker {address}")
    mine = about()
    for worker, said in found.items():
        if said != mine:
            raise FanoutError(f"工作进程 {worker} 的版本是 {said}，本机是 {mine}，应安装同一版本")


def about() -> str:
    """The version of this program, and of the libraries on which figures and letters rest."""
    return " ".join(f"{name} {version(name)}" for name in ("subsidy", "numpy", "weasyprint"))
