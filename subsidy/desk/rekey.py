"""Another key for identity numbers: from now on it seals, and everything that lies there is sealed with it anew."""

from typing import NamedTuple

from subsidy import store
from subsidy.desk.common import now
from subsidy.store import Database, intake, schema, sealed


class Rekeyed(NamedTuple):
    """The name of the new key, and in how many texts something was sealed anew."""

    key: str
    texts: int


def rekey(db: Database, actor: str) -> Rekeyed:
    """A new key, first in keys/data.key; those before stay there, for older backups. Safe to be done again."""
    with store.write(db):
        key = sealed.ring(db).turn()
        count = schema.seal_again(db)
        intake.note(db, now(), actor, "rekey", key, {"texts": count})
    return Rekeyed(key, count)
