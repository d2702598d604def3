"""A write within a write is a part of it; what is to follow follows once it is kept, and only then."""

import pytest

from subsidy import store
from subsidy.store import chain, intake


def notes(db):
    return [row["act"] for row in db.query("SELECT act FROM audit ORDER BY id")]


def write(db, act):
    with store.write(db):
        intake.note(db, "2022-03-10T09:00:00+08:00", "示例", act, "示例", {})


def fail(db, *acts):
    with store.write(db):
        for act in acts:
            write(db, act)
        raise LookupError


def test_a_part_is_kept_with_the_whole(db):
    with store.write(db):
        write(db, "one")
        write(db, "two")
    assert notes(db) == ["one", "two"]
    assert chain.verify(db) == []


def test_a_part_that_fails_is_undone_alone(db):
    with store.write(db):
        write(db, "one")
        with pytest.raises(LookupError):
            fail(db, "two")
    assert notes(db) == ["one"]
    assert chain.verify(db) == []


def test_a_part_is_not_kept_without_the_whole(db):
    with pytest.raises(LookupError):
        fail(db, "one")
    assert notes(db) == []
    write(db, "two")
    assert notes(db) == ["two"]


def test_what_follows_waits_until_all_is_kept(db):
    seen = []
    with store.write(db):
        with store.write(db):
            store.afterwards(db, lambda: seen.append(store.in_transaction(db)))
        assert seen == []
    assert seen == [False]


def test_what_would_follow_something_undone_never_does(db):
    seen = []

    def failing():
        with store.write(db):
            store.afterwards(db, lambda: seen.append("done"))
            raise LookupError

    with pytest.raises(LookupError):
        failing()
    store.afterwards(db, lambda: seen.append("at once"))
    assert seen == ["at once"]
