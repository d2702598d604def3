"""Acts that are not safe to be killed, given to the harness of bench.killed: what it finds, as JSON.

python -m tests.careless
"""

import json
import random
import tempfile
from pathlib import Path

from bench.killed import death, office, rounds
from bench.killed.office import YEAR, Act, at_home, command, desk_of
from subsidy import config, desk, policy, store
from subsidy.store import intake

ROUNDS = 12


def in_two_steps(folder):
    """The money first, then the trail: each in a transaction of its own."""
    with desk_of(folder) as db:
        law = policy.load(config.POLICY)
        with store.write(db):
            if not db["budgets"].count:
                db["budgets"].insert({"policy": law.id, "year": YEAR, "amount": 1, "at": "T", "actor": "office"})
        with store.write(db):
            if not list(db.query("SELECT 1 FROM audit WHERE act = 'set_budget'")):
                intake.note(db, "T", "office", "set_budget", f"{law.id}/{YEAR}", {"before": None, "after": 1})


def twice(folder):
    """Whole each time, but done again it is done twice; what follows gives time to be killed."""
    with desk_of(folder) as db:
        desk.set_budget(db, policy.load(config.POLICY), YEAR, 100 + db["budgets"].count)
        for _ in range(200):
            list(db["budgets"].rows)


def in_place(folder):
    """A file that grows under its own name."""
    at_home(folder)
    with (folder / "letters.pdf").open("wb", buffering=0) as file:
        for _ in range(50):
            file.write(b"a line of a letter\n")


ACTS = (
    (Act("in_two_steps", office.nothing, in_two_steps), death.STATEMENT),
    (Act("twice", office.nothing, twice, whole=False), death.STATEMENT),
    (Act("in_place", office.nothing, in_place, made=("letters.pdf",)), death.DISK),
)


def main():
    """Each careless act for some rounds."""
    chance, found = random.Random(1), {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        office.blank(folder / "blank")
        death.done(rounds.do(command("init"), folder / "blank"), folder / "said")
        for act, way in ACTS:
            world, _ = rounds.prepared(act, folder / "blank", folder, (way,))
            told = [rounds.round_(world, way, nth, ROUNDS, folder, chance) for nth in range(ROUNDS)]
            found[act.name] = sorted({problem for one in told for problem in one.problems})
    print(json.dumps(found))


if __name__ == "__main__":
    main()
