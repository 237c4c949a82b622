"""The journal: what is committed is there, whatever happens to the process or the file's end."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.servicebus.errors import CodecError, JournalBroken, JournalInUse, JournalUnreadable
from infra.local.servicebus.journal import GROUP_BYTES_MAX, MAGIC, Journal
from infra.local.servicebus.records import (
    DeadLettered,
    Deferred,
    Numbered,
    Remembered,
    Removed,
    Returned,
    SessionStateSet,
    Stored,
    decode_records,
    encode_record,
)

RECORDS = [
    Stored("q", 1, 2, 3, 0, b"content"),
    Removed("q", 2**40),
    Returned("q", 1, 2),
    Deferred("q", 1, 2),
    DeadLettered("q", 1, 2, 3, "reason", None),
    SessionStateSet("q", "s", None),
    SessionStateSet("q", "s", b""),
    Remembered("q", b"\xa1\x01m", 5),
    Numbered("q", 7),
]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state"


def write(folder, *groups):
    journal = Journal(folder, fsync=True)
    for group in groups:
        for record in group:
            journal.append(record)
        journal.commit()
    journal.close()


def read(folder):
    journal = Journal(folder, fsync=False)
    try:
        return list(journal.replay())
    finally:
        journal.close()


def test_there_and_back(folder):
    """Every kind of record comes back, in order."""
    write(folder, RECORDS[:4], RECORDS[4:], [])

    assert read(folder) == RECORDS


def test_only_what_is_committed(folder):
    """A record is on disk after the commit and not before."""
    journal = Journal(folder, fsync=False)
    journal.append(RECORDS[0])
    before = (folder / "journal").stat().st_size
    journal.commit()
    after = (folder / "journal").stat().st_size
    journal.close()

    assert before == len(MAGIC) < after


def test_cut_anywhere(folder):
    """Cut at any byte, the journal holds the groups that are whole, and can be written on."""
    write(folder, RECORDS[:2])
    boundary = (folder / "journal").stat().st_size
    write(folder, RECORDS[2:4])
    raw = (folder / "journal").read_bytes()

    for size in range(len(raw) + 1):
        (folder / "journal").write_bytes(raw[:size])
        expected = RECORDS[:4] if size == len(raw) else RECORDS[:2] if size >= boundary else []
        assert read(folder) == expected
        write(folder, [RECORDS[5]]) if size >= boundary else None
        assert read(folder) == [*expected, *([RECORDS[5]] if size >= boundary else [])]


@given(st.data())
def test_damaged_tail(tmp_path_factory, data):
    """A last group with a byte changed is cut off, and kept aside."""
    folder = tmp_path_factory.mktemp("state")
    write(folder, RECORDS[:2])
    boundary = (folder / "journal").stat().st_size
    write(folder, RECORDS[2:4])
    raw = bytearray((folder / "journal").read_bytes())
    position = data.draw(st.integers(boundary, len(raw) - 1))
    raw[position] ^= data.draw(st.integers(1, 255))
    (folder / "journal").write_bytes(raw)

    assert read(folder) == RECORDS[:2]
    assert (folder / "torn").read_bytes() == raw[boundary:]
    assert (folder / "journal").stat().st_size == boundary


def test_another_programs_file(folder):
    """A file that is not a journal is refused and left as it is."""
    folder.mkdir()
    (folder / "journal").write_bytes(b"something else")

    with pytest.raises(JournalUnreadable):
        Journal(folder, fsync=False)

    assert (folder / "journal").read_bytes() == b"something else"


def test_held_alone(folder):
    """Two cannot hold one folder; when the first lets go the second may."""
    journal = Journal(folder, fsync=False)

    with pytest.raises(JournalInUse):
        Journal(folder, fsync=False)
    journal.close()

    Journal(folder, fsync=False).close()


def test_compaction(folder):
    """A journal that has grown is rewritten with what still counts, and goes on."""
    journal = Journal(folder, fsync=False, compact_bytes_min=1000)
    for number in range(100):
        journal.append(Returned("q", 1, number))
        journal.commit()
    assert journal.wants_compaction

    journal.compact(iter(RECORDS[:1]))
    assert not journal.wants_compaction
    journal.append(RECORDS[1])
    journal.commit()
    journal.close()

    assert read(folder) == RECORDS[:2]
    assert not (folder / "journal.new").exists()


def test_compaction_in_groups(folder):
    """A large queue is rewritten in groups of bounded size."""
    journal = Journal(folder, fsync=False)
    large = [Stored("q", number, 0, 0, 0, bytes(GROUP_BYTES_MAX // 2)) for number in range(5)]

    journal.compact(iter(large))
    journal.close()

    assert read(folder) == large


def test_killed_while_compacting(folder):
    """A new file that was not finished is of no account."""
    write(folder, RECORDS[:2])
    (folder / "journal.new").write_bytes(MAGIC + b"half")

    assert read(folder) == RECORDS[:2]


def test_disk_full(folder):
    """When a group cannot be written, nothing is accepted any more, and nothing piles up."""
    journal = Journal(folder, fsync=False)
    journal.append(RECORDS[0])
    writable = journal._file
    journal._file = os.open(folder / "journal", os.O_RDONLY)

    with pytest.raises(JournalBroken):
        journal.commit()
    os.close(journal._file)
    journal._file = writable
    journal.append(RECORDS[1])
    with pytest.raises(JournalBroken):
        journal.commit()
    journal.close()

    assert read(folder) == []


@pytest.mark.parametrize("raw", [b"\x40", b"\x00\x53\x63\x45", b"\x00\x53\x01\x45", b"\x00\x40\x45", b"\x01"])
def test_not_records(raw):
    """A whole group that holds no records of ours is of another version."""
    with pytest.raises(CodecError):
        decode_records(raw)


def test_records_of_another_version(folder):
    """A journal whose groups are whole and yet not understood is refused and left as it is."""
    write(folder, [Removed("q", 1)])
    journal = Journal(folder, fsync=False)
    journal._pending.append(b"\x00\x53\x63\x45")
    journal.commit()
    journal.close()

    with pytest.raises(JournalUnreadable):
        read(folder)


def test_record_codes():
    """Codes on disk never change."""
    codes = [b"\x53\x00", b"\x53\x01", b"\x53\x02", b"\x53\x03", b"\x53\x04", b"\x53\x05", b"\x53\x05"]

    assert [encode_record(record)[1:3] for record in RECORDS] == [*codes, b"\x53\x06", b"\x53\x07"]
