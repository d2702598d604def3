"""What jobs do, by their kind: each is safe to be done again, and gives what its page shows in the end."""

import datetime
import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from subsidy import config
from subsidy.desk import law, papers, printing, printrun
from subsidy.desk.approval import Papers
from subsidy.desk.bureau.people import Person
from subsidy.desk.bureau.runs import approve as bureau
from subsidy.desk.bureau.runs import preview
from subsidy.desk.bureau.runs import replay as replays
from subsidy.desk.bureau.runs.jobs import Job
from subsidy.desk.common import DeskError, Progress
from subsidy.desk.signing import approvals
from subsidy.desk.whole import beside
from subsidy.store import Database

SHOWN = 50  # of what could not be printed

Result = dict[str, Any]


class Task(NamedTuple):
    """What a job is done with: `folder` is where its files go."""

    db: Database
    job: Job
    person: Person
    progress: Progress
    folder: Path


def run(task: Task) -> Result:
    """Starts a run from its preview; where that was done already, leads to it."""
    asked, decides = task.job.asked, law.in_force(task.db, config.POLICY)
    try:
        made = preview.start(
            task.db, decides, asked["year"], asked["digest"], task.person, task.progress, task.folder.parent
        )
    except preview.StartedError as error:
        return {"run": error.run, "told": str(error)}
    return {"run": made}


def approve(task: Task) -> Result:
    """Approves a run as it was seen, and numbers its letters."""
    asked = task.job.asked
    date = datetime.date.fromisoformat(asked["date"])
    made = bureau.approve(task.db, task.job.subject, asked["digest"], date, task.person, config.office(), task.progress)
    return {"run": task.job.subject, "numbered": len(made.letters), **_left((str(one), "") for one in made.left)}


def merged(task: Task) -> Result:
    """All letters of a run as one print run."""
    run_id = task.job.subject
    found = papers.papers(task.db, run_id, config.office())
    path, cache = _fresh(task, "pdf"), task.folder.parent
    order, count = task.job.asked.get("order", "district"), papers.count(task.db, run_id)
    seen = task.progress(found, count, "读取告知书")
    left = printrun.write(
        task.db, seen, path, order=order, actor=task.person.login, progress=task.progress, cache=cache
    )
    return _file(task, path, f"告知书合印-{run_id}.pdf", left, count)


def singles(task: Task) -> Result:
    """Each letter of a run as its own file, all in one archive."""
    run_id, cache = task.job.subject, task.folder.parent
    out, path = cache / "prints" / run_id, _fresh(task, "zip")
    count, left, names = papers.count(task.db, run_id), [], []
    found = papers.papers(task.db, run_id, config.office())
    made = printing.files(task.db, found, out, config.keys(), actor=task.person.login, cache=cache)
    for one in task.progress(made, count, "印制告知书"):
        if one.problem:
            left.append((one.name, one.problem))
        else:
            names.append(one.name)
    if names:
        with beside(path) as partial:
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
                for name in task.progress(names, len(names), "打包"):
                    archive.write(out / name, name)
            partial.replace(path)
    return _file(task, path, f"告知书-{run_id}.zip", left, count)


def approval(task: Task) -> Result:
    """审批单 of a run and of each firm, as one file."""
    run_id = task.job.subject
    out, path = task.folder / str(task.job.id), _fresh(task, "pdf")
    made = Papers(task.db, run_id, config.office())
    left, count = [], 0
    try:
        for one in approvals(made, out, path, task.progress):
            count += one.path != path
            if one.problem:
                left.append((one.path.name, one.problem))
    finally:
        shutil.rmtree(out, ignore_errors=True)
    return _file(task, path, f"审批单-{run_id}.pdf", left, count)


def replay(task: Task) -> Result:
    """Works a past run out again; nothing of it is changed."""
    found = replays.replay(task.db, task.job.subject, task.progress)
    differs = [(f"{one.firm}（{one.uscc}）{one.item}".rstrip(), one.said) for one in found.differences[:SHOWN]]
    return {"run": found.run, "told": found.said, "differs": differs, "count_differs": len(found.differences)}


def _fresh(task: Task, kind: str) -> Path:
    """Where the file of a job goes; one that a database restored since has left there is none of its own."""
    path = task.folder / f"{task.job.id}.{kind}"
    path.unlink(missing_ok=True)
    return path


def _file(task: Task, path: Path, name: str, left: Iterable[tuple[str, str]], count: int) -> Result:
    """A file to be fetched under a name, and what is missing from it; DeskError where there is none."""
    found = _left(left)
    if not path.exists():
        told = found["left"][0][1] if found["left"] else "没有可以印制的内容"
        raise DeskError(f"{count} 份都未能印制，如：{told}" if found["left"] else told)
    return {"run": task.job.subject, "file": path.name, "name": name, "count": count - found["missing"], **found}


def _left(left: Iterable[tuple[str, str]]) -> Result:
    """How many could not be printed, and some of them."""
    found = list(left)
    return {"missing": len(found), "left": found[:SHOWN]}


WORK: dict[str, Callable[[Task], Result]] = {
    "run": run,
    "approve": approve,
    "letters": merged,
    "singles": singles,
    "approval": approval,
    "replay": replay,
}
