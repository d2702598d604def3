"""What Prometheus is told: how requests went since the service started, and how the desk is at the moment."""

import importlib.metadata
import platform
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric

from subsidy import config, store
from subsidy.desk import watch
from subsidy.desk.backup import Places
from subsidy.store import StoreError
from subsidy.web import requests
from subsidy.web.requests import Ended

TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_REGISTRY = "subsidy.metrics"


def init(app: Flask) -> None:
    """Counts the requests of an application."""
    registry = app.extensions[_REGISTRY] = CollectorRegistry()
    answered = Counter("subsidy_requests", "已答复的访问。", ("route", "method", "status"), registry=registry)
    seconds = Histogram("subsidy_request_seconds", "答复用时。", ("route",), registry=registry, buckets=SECONDS)
    events = Counter("subsidy_events", "值得留意的事，如登录失败。", ("event",), registry=registry)
    for event in requests.EVENTS:
        events.labels(event)

    def count(ended: Ended) -> None:
        answered.labels(ended.route, ended.method, ended.status).inc()
        seconds.labels(ended.route).observe(ended.seconds)
        if ended.event:
            events.labels(ended.event).inc()

    requests.listen(app, count)
    ProcessCollector(registry=registry)
    registry.register(_Desk(app))


def places(app: Flask) -> Places:
    """Where what an application works with lies."""
    database = Path(app.config["DATABASE"])
    return Places(database, database.parent / "files", Path(app.config["KEYS"]), database.parent / "cache")


def text(app: Flask) -> bytes:
    """All figures, in Prometheus' text format."""
    return generate_latest(app.extensions[_REGISTRY])


class _Desk:
    """Asks the desk when Prometheus asks."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def describe(self) -> list[Metric]:
        """Nothing beforehand: an application that is made asks for no database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The figures of the moment; those of the database only where it can be read."""
        where = places(self.app)
        yield _build()
        yield from _health(where)
        try:
            with store.connect(where.database) as db, store.read(db):
                found = watch.figures(db, config.POLICY)
        except StoreError:
            return
        yield from _figures(found)


def _build() -> Metric:
    about = InfoMetricFamily("subsidy_build", "程序的版本。")
    about.add_metric((), {"version": importlib.metadata.version("subsidy"), "python": platform.python_version()})
    return about


def _health(places: Places) -> Iterator[Metric]:
    """Whether all is well, and the figures that tell beforehand that it will not be."""
    well = GaugeMetricFamily("subsidy_well", "1 为正常，0 为不正常，见 docs/operations.md。", labels=("what",))
    for name, word in watch.health(places)._asdict().items():
        well.add_metric((name,), int(word == watch.WELL))
    yield well
    yield _gauge("subsidy_disk_free_bytes", "数据库所在磁盘的剩余空间。", watch.free(places.database))
    yield _gauge("subsidy_database_bytes", "数据库文件的大小，含未并入的部分。", _size(places.database))
    if at := watch.backed_up(places):
        yield _gauge("subsidy_backup_timestamp_seconds", "最近一次备份的时间。", at.timestamp())


def _figures(found: watch.Figures) -> Iterator[Metric]:
    appropriated = GaugeMetricFamily("subsidy_appropriation_fen", "年度预算，分。", labels=("year",))
    granted = GaugeMetricFamily("subsidy_granted_fen", "已兑现、扣除已追回的金额，分。", labels=("year",))
    for year, (amount, spent) in found.money.items():
        appropriated.add_metric((str(year),), amount)
        granted.add_metric((str(year),), spent)
    stages = GaugeMetricFamily("subsidy_applications", "最近年度各阶段的申报件数。", labels=("year", "stage"))
    for (year, stage), count in found.stages.items():
        stages.add_metric((str(year), stage), count)
    jobs = GaugeMetricFamily("subsidy_jobs", "各状态的任务数，lost 为进程中断的。", labels=("state",))
    for state, count in found.jobs.items():
        jobs.add_metric((state,), count)
    yield from (appropriated, granted, stages, jobs)
    links = CounterMetricFamily("subsidy_chain_links", "记录链的长度，只增不减。")
    links.add_metric((), found.links)
    yield links
    yield _gauge("subsidy_evidence_files", "企业上传的证明材料件数。", found.files)
    yield _gauge("subsidy_evidence_bytes", "企业上传的证明材料的大小。", found.evidence)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _size(path: Path) -> int:
    """The bytes of a database and of what is not put into it yet; 0 where there is none."""
    both = (path, path.with_name(f"{path.name}-wal"))
    return sum(one.stat().st_size for one in both if one.exists())
