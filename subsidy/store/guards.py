"""Whether the tables, indexes, views and triggers of a database are those that this program laid, and no others.

A trigger that somebody added would write in the program's own transactions, and be chained as the program's own.
"""

from functools import lru_cache

from sqlite_utils import Database

from subsidy.store.schema import TABLES, migrations, triggers, views


def differences(db: Database) -> list[str]:
    """What is missing, added or changed, each in one line; first the tables, without which nothing can be asked."""
    laid = _laid(db)
    found = [f"表：缺少 {name}" for name in sorted(set(TABLES) - set(laid["table"]))]
    found += [f"表：多出 {name}" for name in sorted(set(laid["table"]) - set(TABLES))]
    wanted = {**_fresh(), "trigger": _plain(triggers()), "view": _plain(views())}
    for kind, title in (("table", "表"), ("index", "索引"), ("trigger", "触发器"), ("view", "视图")):
        for name, sql in wanted[kind].items():
            if laid[kind].get(name, None if kind != "table" else sql) != sql:
                found.append(f"防护：{title} {name} {'被改动' if name in laid[kind] else '缺失'}")
        if kind != "table":
            found += [f"防护：{title} {name} 不是本程序所设" for name in sorted(set(laid[kind]) - set(wanted[kind]))]
    return found


def _laid(db: Database) -> dict[str, dict[str, str]]:
    """By kind and name, what a database says of itself; but for what the migrations keep for themselves."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in ("table", "index", "trigger", "view")}
    sql = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> '_sqlite_migrations'"
    for kind, name, text in db.execute(sql).fetchall():
        found[kind][name] = " ".join(text.split())
    return found


@lru_cache(maxsize=1)
def _fresh() -> dict[str, dict[str, str]]:
    """Tables and indexes as every database has them that went through all migrations."""
    db = Database(memory=True)
    migrations.apply(db)
    return {kind: _laid(db)[kind] for kind in ("table", "index")}


def _plain(laid: dict[str, str]) -> dict[str, str]:
    return {name: " ".join(sql.split()) for name, sql in laid.items()}
