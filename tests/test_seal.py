"""The office's key and the seal it makes."""

import os
import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from subsidy.letters import keys, seal
from tests.sealed import key

AWARD = b'{"total":"1.00"}'


def _file(of=AWARD, by=1):
    return b"%PDF before " + seal.placeholder(of, key(by)) + b" after %%EOF"


def test_keys_are_made_once_and_kept(tmp_path):
    folder = tmp_path / "keys"
    assert keys.create(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(before) == {keys.PRIVATE, keys.PUBLIC}
    assert not keys.create(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    public = keys.public(folder / keys.PUBLIC)
    assert keys.fingerprint(public) == keys.fingerprint(keys.private(folder).public_key())
    assert keys.pem(public) == before[keys.PUBLIC]


def test_a_lost_public_key_is_made_again_and_a_lost_private_key_never(tmp_path):
    keys.create(tmp_path)
    before = (tmp_path / keys.PUBLIC).read_bytes()
    (tmp_path / keys.PUBLIC).unlink()
    assert keys.create(tmp_path)
    assert (tmp_path / keys.PUBLIC).read_bytes() == before
    (tmp_path / keys.PRIVATE).unlink()
    with pytest.raises(keys.KeysError, match="从备份恢复"):
        keys.create(tmp_path)
    assert not (tmp_path / keys.PRIVATE).exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_key_that_a_killed_process_did_not_finish_is_removed(tmp_path):
    fresh, old = tmp_path / ".office.key.1.part", tmp_path / ".office.key.2.part"
    for path in (fresh, old):
        path.write_bytes(b"half a key")
    os.utime(old, (0, 0))
    keys.create(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [fresh.name, keys.PRIVATE, keys.PUBLIC]


def test_a_private_key_that_others_can_read_is_not_used(tmp_path):
    keys.create(tmp_path)
    path = tmp_path / keys.PRIVATE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for mode in (0o640, 0o604, 0o602):
        path.chmod(mode)
        with pytest.raises(keys.KeysError, match="chmod 600"):
            keys.private(tmp_path)


def test_what_is_no_key_is_told(tmp_path):
    path = tmp_path / "x.pub"
    with pytest.raises(keys.KeysError, match="subsidy init"):
        keys.public(path)
    path.write_bytes(b"hello")
    with pytest.raises(keys.KeysError, match="不是公钥文件"):
        keys.public(path)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    path.write_bytes(other.public_bytes(serialization.Encoding.PEM, form))
    with pytest.raises(keys.KeysError, match="Ed25519"):
        keys.public(path)
    (tmp_path / keys.PRIVATE).write_bytes(b"hello")
    (tmp_path / keys.PRIVATE).chmod(0o600)
    with pytest.raises(keys.KeysError, match="不是可用的私钥"):
        keys.private(tmp_path)


def test_a_seal_holds_for_its_file_its_award_and_its_key():
    made = seal.seal(_file(), key())
    public = key().public_key()
    (said,) = seal.find(made)
    assert said.key == keys.fingerprint(public)
    assert len(made) == len(_file())
    assert seal.file_holds(made, public)
    assert seal.award_holds(AWARD, said, public)
    assert not seal.file_holds(made, key(2).public_key())
    assert not seal.award_holds(AWARD, said, key(2).public_key())
    assert not seal.award_holds(AWARD + b" ", said, public)


def test_every_changed_byte_breaks_the_seal():
    made, public = seal.seal(_file(), key()), key().public_key()
    for at in range(len(made)):
        for mask in (1, 32):
            changed = made[:at] + bytes([made[at] ^ mask]) + made[at + 1 :]
            assert not seal.file_holds(changed, public), at


def test_a_seal_is_written_in_one_way_only():
    made = seal.placeholder(AWARD, key())
    assert seal.parse(made) is not None
    for other in (made + b"\n", made.upper(), made.replace(b"\n", b"\r\n"), made[:-1], b"", b"subsidy-seal 1"):
        assert seal.parse(other) is None


@pytest.mark.parametrize(
    "pdf",
    [b"%PDF", _file() + _file(), _file(by=2), seal.seal(_file(), key())],
    ids=["none", "two", "of another key", "sealed already"],
)
def test_only_one_open_place_is_sealed(pdf):
    with pytest.raises(ValueError, match="签名"):
        seal.seal(pdf, key())
