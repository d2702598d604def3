"""rekey: another key for identity numbers."""

from subsidy.cli.common import actor, database, group, say
from subsidy.desk.rekey import rekey


@group.command("rekey")
def rekey_command() -> None:
    """更换加密身份证号的密钥：新密钥写入 keys/data.key 首行，库中的身份证号随即用它重新加密。

    旧密钥留在文件里，以前的备份仍能读出。请把新的 data.key 另行备份。网站不用停，决定、告知书和链都不变。
    """
    with database() as db:
        done = rekey(db, actor())
    say(f"已换用密钥 {done.key}，重新加密 {done.texts} 处。请另行备份 keys/data.key")
