"""The command line: data to standard output, everything else to standard error; exit 0, 1, 2 or 3."""

from subsidy.cli import (
    accounts,
    backup,
    cases,
    clean,
    demo,
    entitled,
    forms,
    jobs,
    money,
    office,
    papers,
    publish,
    rekey,
    returns,
    serve,
    simulate,
    staff,
    tokens,
    verify,
)
from subsidy.cli.common import group

main = group
__all__ = [
    "accounts",
    "backup",
    "cases",
    "clean",
    "demo",
    "entitled",
    "forms",
    "group",
    "jobs",
    "main",
    "money",
    "office",
    "papers",
    "publish",
    "rekey",
    "returns",
    "serve",
    "simulate",
    "staff",
    "tokens",
    "verify",
]
