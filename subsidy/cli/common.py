"""What the commands share: exit codes, the policy options, progress on a terminal."""

import contextlib
import functools
import getpass
import importlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
from tqdm import tqdm

from subsidy import config, policy, store
from subsidy.config import ConfigError
from subsidy.desk import DeskError, law
from subsidy.desk.bureau import staff
from subsidy.desk.bureau.people import Person
from subsidy.fanout import FanoutError
from subsidy.letters.keys import KeysError
from subsidy.policy import Policy, PolicyError
from subsidy.store import Database, StoreError, trouble
from subsidy.store.intake import acting_from
from subsidy.workbook.grid import WorkbookError

REFUSED, NOTHING = 1, 3
FROM = "命令行"  # whence, as the trail tells it
DEFAULT_POLICY = config.POLICY
T = TypeVar("T")


class Group(click.Group):
    """Turns the errors that people can act on into a message and exit 3; everything is written as UTF-8."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8")
        return super().invoke(ctx)


class Command(click.Command):
    """A command whose known errors end in exit 3, also under `flask`."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (DeskError, StoreError, PolicyError, WorkbookError, KeysError, ConfigError, FanoutError) as error:
            fail(str(error))
        except BrokenPipeError:
            raise
        except OSError as error:
            fail(trouble.of_file(error))


class Nested(Group):
    """A command with commands below it."""

    command_class = Command


@click.group(cls=Nested)
def group() -> None:
    """软件产业扶持资金兑现：受理、核算、额度、告知。"""


def actor() -> str:
    """Who acts, for the audit trail: the account at the keyboard, as the system has it, whatever a variable says."""
    if hasattr(os, "getuid"):
        with contextlib.suppress(KeyError, ImportError):
            return importlib.import_module("pwd").getpwuid(os.getuid()).pw_name
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "office"


def person(db: Database, login: str) -> Person:
    """Who acts, by their account of staff; the password is asked for, from a pipe as one line of standard input."""
    if sys.stdin.isatty():
        password = click.prompt(f"{login} 的密码", hide_input=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    return staff.log_in(db, login, password, FROM)


def fail(message: str) -> NoReturn:
    """Nothing could be done: says why and ends with 3."""
    say(message)
    raise SystemExit(NOTHING)


def say(message: str) -> None:
    """A line to standard error."""
    click.echo(message, err=True)


def progress(things: Iterable[T], total: int, label: str) -> Iterable[T]:
    """A bar on standard error where that is a terminal; quiet otherwise."""
    return tqdm(things, total=total or None, desc=label, disable=None, file=sys.stderr, leave=False)


@contextmanager
def database() -> Iterator[Database]:
    """The database of this instance."""
    with store.connect(config.database()) as db, acting_from(FROM):
        yield db


def policy_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--policy ID` and `--policy-file FILE`, given to the command as `chosen` (None where neither is given)."""

    @functools.wraps(function)
    def wrapped(*args: Any, policy_id: str | None, policy_file: Path | None, **kwargs: Any) -> Any:
        return function(*args, chosen=_chosen(policy_id, policy_file), **kwargs)

    file_type = click.Path(exists=True, dir_okay=False, path_type=Path)
    wrapped = click.option("--policy-file", type=file_type, help="政策文件（TOML）。")(wrapped)
    return click.option("--policy", "policy_id", metavar="ID", help="政策编号，见 subsidy policies。")(wrapped)


def _chosen(policy_id: str | None, policy_file: Path | None) -> Policy | None:
    if policy_id and policy_file:
        raise click.UsageError("--policy 和 --policy-file 只能用一个")
    if policy_file:
        return policy.load_file(policy_file)
    if policy_id and policy_id not in policy.known():
        raise click.BadParameter(f"没有政策 {policy_id}，已有：{'、'.join(policy.known())}", param_hint="--policy")
    return law_of(policy_id) if policy_id else None


def by_many(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--jobs N` and `--scheduler tcp://…`: who does the work, as `fanout.executor` takes it."""
    cluster = click.option("--scheduler", metavar="tcp://…", help="Dask 调度器的地址：由集群的工作进程来做。")
    jobs = click.IntRange(1, 64)
    return click.option("--jobs", type=jobs, default=1, show_default=True, help="同时用本机的几个进程。")(
        cluster(function)
    )


def in_force(chosen: Policy | None) -> Policy:
    """The policy chosen, or the one that the desk works with."""
    return chosen or law_of(DEFAULT_POLICY)


def law_of(name: str) -> Policy:
    """A policy as it is in force here; where there is no database that can tell, as it came with the program."""
    with contextlib.suppress(StoreError), store.connect(config.database()) as db:
        return law.in_force(db, name)
    return policy.load(name)
