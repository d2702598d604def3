"""verify and key: whether a letter is genuine, and the key that proves it."""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from subsidy import config, money, policy
from subsidy.cli.common import REFUSED, database, fail, group, say
from subsidy.desk import law
from subsidy.desk.standing import REPLACED, REVERSED
from subsidy.desk.verdict import GOOD, Verdict, verdict
from subsidy.letters import award, keys, verify
from subsidy.letters.keys import KeysError
from subsidy.letters.verify import Report
from subsidy.policy import Policy

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("verify")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="LETTER.pdf...")
@click.option("--key", "key_file", type=FILE, help="本机关的公钥（PEM），不填则用密钥文件夹中的。")
@click.option("--policy-file", "policy_files", type=FILE, multiple=True, help="复算所用的政策文件（TOML），可重复。")
@click.option("--offline", is_flag=True, help="不查登记，只看文件本身。")
@click.option("--json", "as_json", is_flag=True, help="每个文件写出一行 JSON。")
def verify_command(
    files: tuple[Path, ...], key_file: Path | None, policy_files: tuple[Path, ...], offline: bool, as_json: bool
) -> None:
    """查验告知书：是否真实、改动在何处、是否已被代替或追回，并按所附事实复算金额。

    未经改动的送签稿答“送签稿，尚未印发，不作凭证”（JSON 中 status 为 draft），退出码为 0，但它不是告知书。
    """
    try:
        public = keys.public(key_file or config.keys() / keys.PUBLIC)
    except KeysError as error:
        fail(str(error))
    registered = not offline and config.database().exists()
    good = True
    with database() if registered else contextlib.nullcontext() as db:
        known = _policies(policy_files, law.every(db) if db else map(policy.load, policy.known()))
        for path in files:
            data = path.read_bytes()
            report = verify.examine(data, public, known.get, path.name)
            made = verdict(report, hashlib.sha256(data).hexdigest(), db)
            good &= made.status in GOOD
            click.echo(_json(made) if as_json else "\n".join(told(made)))
    if not good:
        raise SystemExit(REFUSED)


@group.command("key")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写入这个文件。")
def key_command(out: Path | None) -> None:
    """写出本机关的公钥（PEM）和指纹，供他人查验告知书。"""
    try:
        public = keys.public(config.keys() / keys.PUBLIC)
    except KeysError as error:
        fail(str(error))
    if out:
        out.write_bytes(keys.pem(public))
        say(f"已写出 {out}")
    else:
        click.echo(keys.pem(public).decode(), nl=False)
    say(f"公钥指纹 {keys.fingerprint(public)}")


def told(made: Verdict) -> Iterator[str]:
    """The answer in words: a line, and below it what was found."""
    report = made.report
    grave = [each for each in report.findings if each.grave]
    if made.status == verify.ALTERED:
        yield f"{report.name}：已改动：{len(grave)} 处不符。{_letter(report)}"
    elif report.verdict == verify.UNKNOWN:
        yield f"{report.name}：无法确认：不能证明是本机关印发的告知书"
    else:
        yield f"{report.name}：{_standing(made)}{_letter(report)}"
    for each in report.findings:
        yield f"    {each}"


def _standing(made: Verdict) -> str:
    status, report, found = made
    by = "、".join(found.by) if found else ""
    if report.draft:
        issued = f"正式件为 {found.number}。" if found and found.number else ""
        return f"送签稿，尚未印发，不作凭证。{issued}"
    if found is None:
        return "真实（未查登记，不知此后是否被代替或追回）。"
    if status == REPLACED:
        return f"已被 {by} 代替。"
    if status == REVERSED:
        return f"已{'部分' if found.partly else ''}追回{f'（{by}）' if by else ''}。"
    return "真实。" if status == verify.GENUINE else "无法确认：签名真实，但登记中没有这封信。"


def _letter(report: Report) -> str:
    """Which letter it is, or says it is."""
    if not report.kind:
        return ""
    total = f"，合计 {money.cents(money.of_yuan(report.total))} 元" if report.kind != "refusal" else ""
    again = f"复算 {report.recomputed} 项相符" if report.recomputed == report.lines else "复算未全部相符"
    number = f"{report.number}，查验码 {award.shown(report.code)}" if report.number else "送签稿"
    kind = verify.KINDS[report.kind]
    return f"{kind} {number}，{report.firm}（{report.uscc}），{report.date}{total}；{again}"


def _json(made: Verdict) -> str:
    registered = made.standing._asdict() if made.standing else None
    said = {**made.report.json(), "status": made.status, "standing": registered}
    return json.dumps(said, ensure_ascii=False, default=str)


def _policies(files: tuple[Path, ...], known: Iterable[Policy]) -> dict[str, Policy]:
    """The policies that awards can be worked out with again, by digest."""
    return {each.digest: each for each in (*known, *map(policy.load_file, files))}
