"""The accounts of firms as staff look them up, beside the firms that have none yet; rows out."""

from sqlite_utils import Database

from subsidy.model import identity
from subsidy.store.intake import Row, rows

# every firm that the store knows, and every account that a firm made of itself
_KNOWN = "(SELECT uscc FROM firms UNION SELECT uscc FROM accounts WHERE role = 'firm')"


def search(db: Database, text: str, limit: int, after: str = "") -> list[Row]:
    """So many firms by code after a code, whose code or name has `text` (model.identity) in it.

    Each with `account` (id or None), `created`, `disabled`, and the one-time code still open: `purpose`, `expires`.
    """
    db.conn.create_function("identity", 1, identity, deterministic=True)
    sql = f"""
        SELECT k.uscc, coalesce(f.name, a.name) AS name, a.id AS account, a.created, a.disabled, c.purpose, c.expires
        FROM {_KNOWN} AS k LEFT JOIN firms AS f ON f.uscc = k.uscc LEFT JOIN accounts AS a ON a.login = k.uscc
        LEFT JOIN codes AS c ON c.id = (SELECT max(id) FROM codes WHERE login = k.uscc AND used IS NULL)
        WHERE k.uscc > :after AND (instr(k.uscc, :text) OR instr(identity(coalesce(f.name, a.name)), :text))
        ORDER BY k.uscc LIMIT :limit
    """
    return rows(db, sql, {"text": text, "after": after, "limit": limit})


def one(db: Database, uscc: str) -> Row | None:
    """The firm of a code, as `search`."""
    found = search(db, uscc, 1)
    return found[0] if found and found[0]["uscc"] == uscc else None
