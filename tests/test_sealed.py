"""Identity numbers lie on the disk sealed, and nowhere open; whoever reads a row finds them opened."""

import json
import shutil
import stat

import pytest

from subsidy import desk, store
from subsidy.desk.rekey import rekey
from subsidy.store import StoreError, applying, chain, checks, intake, sealed
from tests import applicant, build, filled
from tests.filled import PERSON_ID, A

TYPED = ["11010119900307851", "１１０１０１１９９００３０７８５１５", '110"101', "没有"]


@pytest.fixture(scope="module")
def office(tmp_path_factory, law):
    folder = tmp_path_factory.mktemp("office")
    with pytest.MonkeyPatch.context() as patched:
        for name, value in filled.environment(folder).items():
            patched.setenv(name, value)
        filled.year(folder, law)
    return folder


@pytest.fixture
def copy(office, tmp_path, monkeypatch):
    folder = tmp_path / "office"
    shutil.copytree(office, folder)
    for name, value in filled.environment(folder).items():
        monkeypatch.setenv(name, value)
    return folder


def lying_open(folder, text=PERSON_ID):
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


def texts(db):
    """Everything that people wrote, as the program reads it."""
    return {
        name: [tuple(row[column] for column in columns) for row in intake.rows(db, f"SELECT * FROM {name}")]
        for name, columns in sealed.COLUMNS.items()
    }


def test_no_identity_number_lies_open_anywhere_of_a_whole_year(office):
    assert lying_open(office) == []


def test_whoever_reads_a_row_finds_it_opened(copy, law):
    with store.connect(copy / "subsidy.db") as db:
        draft = applying.draft(db, law.id, 2022, A, "training_refund")
        assert draft["body"]["claims"][0]["trainees"][0]["id_number"] == PERSON_ID
        for kept in (
            *(
                json.loads(row["facts"])
                for row in checks.open_claims(db, law.id, A)
                if row["item"] == "training_refund"
            ),
            applying.submission(db, law.id, 2022, A, 2)["body"],
            intake.rows(db, "SELECT text FROM comments")[0],
        ):
            assert PERSON_ID in json.dumps(kept)


def test_the_key_is_for_the_service_alone(office):
    key = office / "keys" / sealed.NAME
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_a_database_without_identity_numbers_needs_no_key(db, law):
    build.hand_in(db, law, {A: [build.project(5)]})
    assert sealed.ring(db).known() == {}
    assert desk.check(db) == []


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_in_the_field_comes_back_as_it_was_whatever_it_is(db, law, typed):
    values = {"trainees": {"trainees": [{"name": "示例甲某", "id_number": typed}]}}
    applicant.save(db, law, A, **values)
    assert applying.draft(db, law.id, 2022, A, "training_refund")["body"]["claims"] == [values["trainees"]]
    if '"' not in typed:
        lies = db.execute("SELECT body FROM drafts").fetchone()[0]
        assert typed not in lies
        assert json.loads(lies)


@pytest.mark.parametrize("words", ["sealed:00000000:AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "sealed:没有", "110101199003078516"])
def test_words_that_only_look_like_it_stay_words(db, law, words):
    applicant.save(db, law, A, firm={**applicant.DETAILS, "contact": words}, trainees={"trainees": [{"name": words}]})
    drafts = applying.drafts(db, law.id, 2022, A)
    assert drafts["firm"]["body"]["contact"] == words
    assert drafts["training_refund"]["body"]["claims"][0]["trainees"][0]["name"] == words


def test_a_new_key_seals_all_anew_and_changes_nothing_else(copy):
    with store.connect(copy / "subsidy.db") as db:
        before, head, marks = texts(db), chain.head(db), dict(db.execute("SELECT head, content FROM chain").fetchall())
        old = next(iter(sealed.ring(db).known()))
        done = rekey(db, "示例管理")
        assert done.texts > 5
        after = texts(db)
        assert after.pop("audit")[:-1] == before.pop("audit")
        assert after == before
        assert chain.moment(db, head)
        assert marks.items() <= dict(db.execute("SELECT head, content FROM chain").fetchall()).items()
        assert desk.check(db) == []
        lies = "".join(db.conn.iterdump())
        assert f"sealed:{old}" not in lies
        assert f"sealed:{done.key}" in lies
        assert list(sealed.ring(db).known()) == [done.key, old]


def test_another_process_seals_with_the_new_key_at_once(copy, law):
    with store.connect(copy / "subsidy.db") as here, store.connect(copy / "subsidy.db") as there:
        sealed.seal(here, PERSON_ID)
        key = rekey(there, "示例管理").key
        assert sealed.seal(here, PERSON_ID).startswith(f"sealed:{key}:")


def test_without_its_key_nothing_is_sealed_with_another_and_check_says_what_is_missing(copy, law):
    (copy / "keys" / sealed.NAME).unlink()
    with store.connect(copy / "subsidy.db") as db:
        assert any(text.startswith("密钥：身份证号是用密钥 ") for text in desk.check(db))
    with (
        pytest.raises(StoreError, match=r"没有密钥文件 .*data\.key.*从密钥的备份中恢复"),
        store.connect(copy / "subsidy.db") as db,
    ):
        applicant.save(db, law, A, year=2023, trainees={"trainees": [{"id_number": PERSON_ID}]})
    assert not (copy / "keys" / sealed.NAME).exists()


@pytest.mark.parametrize("broken", ["", "没有\n", "00000000 ff\n"])
def test_a_damaged_key_file_is_told_with_its_place(copy, broken):
    (copy / "keys" / sealed.NAME).write_text(broken, encoding="utf-8")
    with (
        pytest.raises(StoreError, match=r"data\.key (第 1 行不是密钥|是空的)"),
        store.connect(copy / "subsidy.db") as db,
    ):
        desk.check(db)


def test_what_lay_open_before_is_sealed_by_the_migration_and_the_chain_still_holds(copy, law):
    """A database as it was before: the same rows, open."""
    path = copy / "subsidy.db"
    with store.connect(path) as db:
        before, head = texts(db), chain.head(db)
        opened = {name: intake.rows(db, f"SELECT rowid AS row_, * FROM {name}") for name in sealed.COLUMNS}
        with store.write(db):
            store.schema.unguarded(db, sealed.COLUMNS)
            for name, columns in sealed.COLUMNS.items():
                for row in opened[name]:
                    changes = ", ".join(f"{column} = :{column}" for column in columns)
                    db.execute(f"UPDATE {name} SET {changes} WHERE rowid = :row_", row)
            db.execute("DELETE FROM _sqlite_migrations WHERE name = 'sealing'")
        assert PERSON_ID in "".join(db.conn.iterdump())
    (copy / "keys" / sealed.NAME).unlink()
    assert store.create(path) is True
    with store.connect(path) as db:
        assert PERSON_ID not in "".join(db.conn.iterdump())
        assert texts(db) == before
        assert chain.head(db) == head
        assert desk.check(db) == []
    assert lying_open(copy) == []


def test_no_other_table_has_a_text_that_the_program_seals():
    """Whoever adds a table of people's words names it in sealed.COLUMNS, or says here why it needs no sealing."""
    # made by the program, or, of firms, public
    without = {"letters", "decisions", "publications", "awards", "runs", "approvals", "ledger", "firms"}
    wordy = {"body", "text", "note", "reason", "facts", "detail", "contact", "who"}
    for name, columns in store.schema.TABLES.items():
        if name in without:
            continue
        words = wordy & {part.split()[0] for part in columns.split(",") if part.split()}
        # of a check, a finding or a vouching, `facts` is a digest
        digests = {"facts"} if name in ("checks", "findings", "vouchings") else set()
        assert words - digests <= set(sealed.COLUMNS.get(name, ())), name
