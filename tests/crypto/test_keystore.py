"""The keystore protects the keys on the disk, and its sealing keys change without losing what is under way."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from cocaf.crypto import keystore, sealing
from cocaf.domain.errors import CocafError
from tests.key_process import CHEAP, PASSPHRASE

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 11, 21, 10, 12, tzinfo=datetime.UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "keystore.json"
    keystore.create(path, "MA", PASSPHRASE, work=CHEAP)
    return path


def code_of(path: Path, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(CocafError) as refusal:
        keystore.open(path, passphrase)
    return refusal.value.code


def test_an_opened_keystore_has_the_keys_it_was_made_with(tmp_path: Path) -> None:
    path = tmp_path / "keystore.json"
    made, opened = keystore.create(path, "MA", PASSPHRASE, work=CHEAP), keystore.open(path, PASSPHRASE)
    assert opened.member == "MA"
    assert opened.signing_public == made.signing_public
    assert opened.sealing_public == made.sealing_public
    assert opened.checkpoint_public == made.checkpoint_public
    assert opened.digest_key == made.digest_key
    assert len(opened.sealing_public) == sealing.PUBLIC_BYTES == 1216
    assert len(opened.checkpoint_public) == 1952


def test_only_its_owner_may_read_the_file_and_the_folder(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_no_key_stands_in_the_file_in_clear(path: Path) -> None:
    outer = json.loads(path.read_bytes())
    assert set(outer) == {"v", "member", "salt", "work", "box"}


def test_a_wrong_passphrase_opens_nothing(path: Path) -> None:
    assert code_of(path, "another passphrase") == "keys.passphrase"
    assert code_of(path, "") == "keys.passphrase"


def test_the_same_passphrase_typed_on_another_keyboard_opens(tmp_path: Path) -> None:
    path = tmp_path / "keystore.json"
    keystore.create(path, "MA", "clé très secrète", work=CHEAP)
    assert keystore.open(path, "cle\u0301 tre\u0300s secre\u0300te").member == "MA"


@pytest.mark.parametrize("field", ["member", "salt", "box"])
def test_a_changed_file_is_not_opened(path: Path, field: str) -> None:
    outer = json.loads(path.read_bytes())
    outer[field] = "SN" if field == "member" else "A" * len(outer[field])
    path.write_text(json.dumps(outer, separators=(",", ":"), sort_keys=True))
    assert code_of(path) == "keys.passphrase"


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"v":1}', b"\xff\x00", b'{"box":1,"member":"MA","salt":"","v":1,"work":3}']
)
def test_a_damaged_file_is_named_as_such(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert code_of(path) == "keys.unreadable"


def test_a_missing_file_is_named_as_such(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nothing.json") == "keys.missing"


def test_a_keystore_is_never_written_over(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(CocafError) as refusal:
        keystore.create(path, "MA", PASSPHRASE, work=CHEAP)
    assert refusal.value.code == "keys.exists"
    assert path.read_bytes() == before


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CocafError) as refusal:
        keystore.create(tmp_path / "k.json", "MA", "short", work=CHEAP)
    assert refusal.value.code == "keys.passphrase_short"
    assert not (tmp_path / "k.json").exists()


def test_a_guess_at_the_passphrase_costs_what_the_file_says() -> None:
    assert keystore.Work() == keystore.Work(memory_kib=128 * 1024, passes=3, lanes=4)


def test_after_a_rotation_old_messages_still_open(path: Path) -> None:
    store = keystore.open(path, PASSPHRASE)
    header, key = bytes(32), bytes(range(32))
    before = store.sealing_public
    wrap = sealing.wrap(key, before, header, "MA")
    new = store.rotate_sealing(NOW)
    again = keystore.open(path, PASSPHRASE)
    assert sealing.sealing_id(again.sealing_public) == new != sealing.sealing_id(before)
    private = again.opening_key(wrap[: sealing.HINT_BYTES])
    assert private is not None
    assert sealing.unwrap(wrap, private, header, "MA") == key
    assert [each["retired"] for each in again.sealing_keys()] == ["2026-11-21T10:12:00Z", None]


def test_a_key_is_destroyed_sixty_days_after_it_was_retired(path: Path) -> None:
    store = keystore.open(path, PASSPHRASE)
    old = sealing.sealing_id(store.sealing_public)
    hint = sealing.hint(store.sealing_public)
    store.rotate_sealing(NOW)
    assert store.destroy_older_than(60 * DAY, NOW + 59 * DAY) == []
    assert store.opening_key(hint) is not None
    assert store.destroy_older_than(60 * DAY, NOW + 61 * DAY) == [old]
    assert store.opening_key(hint) is None
    assert keystore.open(path, PASSPHRASE).opening_key(hint) is None


def test_the_present_key_is_never_destroyed(path: Path) -> None:
    store = keystore.open(path, PASSPHRASE)
    assert store.destroy_older_than(0 * DAY, NOW + 10_000 * DAY) == []
    assert store.opening_key(sealing.hint(store.sealing_public)) is not None


@pytest.mark.parametrize("public", [b"", bytes(1215), bytes(1217), b"\xff" * 1216])
def test_what_is_no_sealing_key_is_refused(public: bytes) -> None:
    with pytest.raises(CocafError) as refusal:
        sealing.wrap(bytes(32), public, bytes(32), "SN")
    assert refusal.value.code == "keys.sealing_public"


def test_a_sealing_key_with_an_empty_half_is_refused(path: Path) -> None:
    public = keystore.open(path, PASSPHRASE).sealing_public
    with pytest.raises(CocafError) as refusal:
        sealing.wrap(bytes(32), public[:1184] + bytes(32), bytes(32), "SN")
    assert refusal.value.code == "keys.sealing_public"
