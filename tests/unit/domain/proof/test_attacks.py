"""Each way somebody with power over the store could lie, and what shows it. Undetectable ones are named."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.proof.bundle import ENTRIES, HEADS, MANIFEST, SESSIONS, BadBundle
from shared.domain.proof.canonical import encode
from shared.domain.proof.verdict import MEANINGS, Code, Outcome
from shared.engines.proof.sessions import CertifiedSessions
from tests.fakes.keys import FakeSigner
from tests.logs import (
    NOTARY_KEY,
    SESSION_KEY,
    START,
    STRANGER,
    TRUST,
    Clock,
    Opened,
    TenantLog,
    chain,
    judge,
    standard,
)

HONEST = standard()
BUNDLE = HONEST.bundle()
NOTES = [note for _, note in HONEST.checkpoints.all(HONEST.scope)]


@pytest.fixture
def opened():
    return Opened(BUNDLE)


def keep(opened, size):
    """Cut the log off, as an older backup would be."""
    opened.put(ENTRIES, [each for each in opened.lines(ENTRIES) if each["sequence"] < size])
    opened.put(HEADS, [each for each in opened.lines(HEADS) if each["size"] <= size])
    root = opened.lines(HEADS)[-1]["root"]
    opened.files[MANIFEST] = encode({"format": 1, "origin": TRUST.origin, "size": size, "root": root})
    return {f"checkpoints/{each:016d}.note" for each in range(size + 1)}


def without_notes(opened, kept=()):
    for name in [name for name in opened.files if name.startswith("checkpoints/") and name not in kept]:
        del opened.files[name]


def test_an_honest_log_is_clean(tmp_path):
    """Nothing is wrong, and the verdict says how far the good word reaches."""
    verdict = judge(BUNDLE, tmp_path)

    assert (verdict.outcome, verdict.size, verdict.anchored) == (Outcome.CLEAN, 20, 16)
    assert next(iter(verdict.lines())).startswith("clean: 20 entries, 16 of them anchored")


def test_an_edited_decision_is_found(opened, tmp_path):
    """Another fact in an entry: the writer's signature does not cover it."""
    leaf = opened.lines(ENTRIES)[4]["leaf"]
    opened.change(ENTRIES, 4, leaf=leaf.replace('"n":4', '"n":5'))

    verdict = judge(opened.pack(), tmp_path)

    assert {Code.HEAD_ROOT} <= verdict.codes
    assert {each.where for each in verdict.findings if each.code is Code.HEAD_ROOT} == {8}


def test_a_rewritten_space_is_found(opened, tmp_path):
    """The same meaning in other bytes is not the same entry."""
    leaf = opened.lines(ENTRIES)[4]["leaf"]
    opened.change(ENTRIES, 4, leaf=leaf.replace(",", ", ", 1))

    assert {Code.ENTRY_FORM, Code.HEAD_ROOT} <= judge(opened.pack(), tmp_path).codes


def test_a_name_smuggled_in_twice_is_found(opened, tmp_path):
    """Two readers could read two things: it is no canonical JSON."""
    leaf = opened.lines(ENTRIES)[4]["leaf"]
    opened.change(ENTRIES, 4, leaf=leaf[:-1] + ',"action":"gate:invoice:decide"}')

    assert {Code.ENTRY_FORM, Code.HEAD_ROOT} <= judge(opened.pack(), tmp_path).codes


def test_an_edited_projection_is_found(opened, tmp_path):
    """What lists show is compared with what was signed."""
    opened.change(ENTRIES, 4, action="service:invoice:rest")

    assert judge(opened.pack(), tmp_path).codes == {Code.ENTRY_PROJECTION}


def test_a_deleted_entry_is_found(opened, tmp_path):
    """It is missing from its head, and from its subject's story."""
    lines = opened.lines(ENTRIES)
    opened.put(ENTRIES, lines[:6] + lines[7:])

    codes = judge(opened.pack(), tmp_path).codes

    assert {Code.ENTRY_ORDER, Code.ENTRY_MISSING, Code.HEAD_ROOT, Code.CHAIN_GAP} <= codes


def test_a_deleted_entry_is_found_though_all_were_numbered_anew(opened, tmp_path):
    """Numbers are not what is signed."""
    lines = opened.lines(ENTRIES)
    kept = [{**each, "sequence": number} for number, each in enumerate(lines[:6] + lines[7:])]
    opened.put(ENTRIES, kept)

    assert {Code.HEAD_ROOT, Code.CHAIN_GAP} <= judge(opened.pack(), tmp_path).codes


def test_two_entries_in_each_other_s_place_are_found(opened, tmp_path):
    """Order is signed."""
    lines = opened.lines(ENTRIES)
    lines[5], lines[6] = {**lines[6], "sequence": 5}, {**lines[5], "sequence": 6}
    opened.put(ENTRIES, lines)

    assert {Code.HEAD_ROOT, Code.CHAIN_GAP} <= judge(opened.pack(), tmp_path).codes


def test_an_older_backup_below_a_checkpoint_is_found(opened, tmp_path):
    """The notary saw more."""
    keep(opened, 12)

    assert judge(opened.pack(), tmp_path).codes == {Code.CHECKPOINT_BEYOND}


def test_an_entry_added_without_a_key_is_found(opened, tmp_path):
    """Who owns the store has no writer's key."""
    extra = chain("z", 1)[0]
    forged = TenantLog()
    forged.append(extra)
    lines = opened.lines(ENTRIES)
    entry = Opened(forged.bundle()).lines(ENTRIES)[0]
    opened.put(ENTRIES, [*lines, {**entry, "sequence": 20}])

    assert {Code.ENTRY_UNSIGNED, Code.MANIFEST} <= judge(opened.pack(), tmp_path).codes


def test_a_log_written_anew_with_other_keys_is_found(opened, tmp_path):
    """A session that no trusted key certified signs nothing."""
    other = Opened(standard(session_key=FakeSigner("session/1")).bundle())
    for name in (ENTRIES, HEADS, SESSIONS, MANIFEST):
        opened.files[name] = other.files[name]

    codes = judge(opened.pack(), tmp_path).codes

    assert {Code.SESSION_UNTRUSTED, Code.HEAD_SIGNATURE, Code.CHECKPOINT_ROOT} <= codes


def test_another_tenant_s_entry_is_found(opened, tmp_path):
    """An entry says whose it is."""
    foreign = TenantLog(tenant=STRANGER)
    foreign.append(*chain("f", 1, tenant=STRANGER))
    entry = Opened(foreign.bundle()).lines(ENTRIES)[0]
    opened.put(ENTRIES, [*opened.lines(ENTRIES), {**entry, "sequence": 20}])

    assert {Code.ENTRY_FOREIGN, Code.ENTRY_UNSIGNED} <= judge(opened.pack(), tmp_path).codes


def test_another_tenant_s_log_is_found(tmp_path):
    """A whole clean log of somebody else is not this log."""
    foreign = TenantLog(tenant=STRANGER)
    foreign.append(*chain("f", 1, tenant=STRANGER))
    foreign.notary.run()

    codes = judge(foreign.bundle(), tmp_path).codes

    assert {Code.MANIFEST, Code.HEAD_SIGNATURE, Code.ENTRY_FOREIGN, Code.CHECKPOINT_FOREIGN} <= codes


def test_an_event_entered_again_is_found(tmp_path):
    """A thief of a writer's key cannot let one approval count twice."""
    twice = TenantLog()
    events = chain("a", 2)
    twice.append(*events)
    twice.store.find = lambda *_: {}
    twice.store._of(twice.scope).ids.clear()
    twice.append(events[1])

    assert judge(twice.bundle(), tmp_path).codes == {Code.CHAIN_TWICE}


def test_history_written_anew_with_a_stolen_session_key_is_found(opened, tmp_path):
    """The notary signed another log."""
    other = Opened(standard(clock=Clock()).bundle())
    for name in (ENTRIES, HEADS, SESSIONS, MANIFEST):
        opened.files[name] = other.files[name]

    assert judge(opened.pack(), tmp_path).codes == {Code.CHECKPOINT_ROOT}


def test_an_expired_session_signs_nothing(tmp_path):
    """A key found in an old memory dump is worth nothing today."""
    log = TenantLog()
    old = CertifiedSessions(SESSION_KEY, "invoice-intake/test", lambda: START - timedelta(hours=2)).current()
    log.log._sessions = type("Stolen", (), {"current": lambda _: old})()
    log.append(*chain("a", 1))

    assert judge(log.bundle(), tmp_path).codes == {Code.SESSION_EXPIRED}


def test_a_head_of_an_unknown_session_is_found(opened, tmp_path):
    """Every head's session comes with its certificate."""
    opened.put(SESSIONS, [])

    assert judge(opened.pack(), tmp_path).codes == {Code.HEAD_SIGNATURE}


def test_two_checkpoints_of_one_size_are_a_fork(tmp_path):
    """The notary said two things: one held, one in the bundle."""
    other = standard(clock=Clock())
    held = [note for _, note in other.checkpoints.all(other.scope)]

    assert Code.CHECKPOINT_FORK in judge(BUNDLE, tmp_path, held=held).codes


class TestOnlyIndependentEvidenceShows:
    """What no log can show of itself: asserted unseen without, and seen with, something kept apart."""

    def test_a_dropped_end_that_nobody_anchored(self, opened, tmp_path):
        """The newest entries, cut off cleanly: a receipt somebody kept shows it."""
        without_notes(opened, keep(opened, 16))
        receipt = HONEST.append(*chain("d", 5))[-1]

        assert judge(opened.pack(), tmp_path).outcome is Outcome.CLEAN
        assert judge(opened.pack(), tmp_path, receipts=[receipt]).codes == {Code.RECEIPT_BEYOND}

    def test_checkpoints_taken_out_of_the_bundle(self, opened, tmp_path):
        """Without any checkpoint there is no verdict; a policy of how much may be unanchored makes one."""
        without_notes(opened)
        strict = replace(TRUST, unanchored_entries_max=5)

        assert judge(opened.pack(), tmp_path).outcome is Outcome.CANNOT_JUDGE
        assert judge(opened.pack(), tmp_path, trust=strict).codes == {Code.UNANCHORED}
        assert judge(opened.pack(), tmp_path, held=NOTES).outcome is Outcome.CLEAN

    def test_all_keys_stolen_and_every_copy_exchanged(self, tmp_path):
        """Whoever has every key can write another history; one old checkpoint kept apart shows it."""
        forged = standard(clock=Clock()).bundle()

        assert judge(forged, tmp_path).outcome is Outcome.CLEAN
        codes = judge(forged, tmp_path, held=NOTES).codes
        assert Code.CHECKPOINT_FORK in codes


class TestReceipts:
    """A receipt proves that an event was in the log, whatever the log says later."""

    receipt = HONEST.append(*chain("a", 5))[0]

    def test_an_honest_log_bears_out_its_receipts(self, tmp_path):
        """And a receipt read back from its file is the same receipt."""
        again = type(self.receipt).parse(json.loads(json.dumps(self.receipt.document())))

        assert again == self.receipt
        assert judge(BUNDLE, tmp_path, receipts=[again]).outcome is Outcome.CLEAN

    def test_a_log_written_anew_does_not(self, tmp_path):
        """Its root was another."""
        forged = standard(clock=Clock()).bundle()

        assert judge(forged, tmp_path, receipts=[self.receipt]).codes == {Code.RECEIPT_ROOT}

    def test_a_receipt_for_another_event_is_refused(self, tmp_path):
        """The entry at its place is what it says."""
        other = replace(self.receipt, event_id="z.000000")

        assert judge(BUNDLE, tmp_path, receipts=[other]).codes == {Code.RECEIPT_EVENT}

    def test_a_forged_receipt_is_refused(self, tmp_path):
        """Signed by nobody, by another head, or for another deployment."""
        head = replace(self.receipt.head, size=7)
        unsigned = replace(self.receipt, head=head)
        stranger = CertifiedSessions(FakeSigner("session/1"), "invoice-intake/test", Clock()).current()
        uncertified = replace(self.receipt, certificate=stranger.certificate)

        for each in (unsigned, uncertified):
            assert judge(BUNDLE, tmp_path, receipts=[each]).codes == {Code.RECEIPT_UNTRUSTED}


def flip(text, index):
    """Change one bit of a text's character so that it stays a character of its kind."""
    for bit in (1, 2, 4):
        other = chr(ord(text[index]) ^ bit)
        if other.isalnum():
            return text[:index] + other + text[index + 1 :]
    raise AssertionError(text)


HEAD_FIELDS = {
    "first": 5,
    "size": 9,
    "root": "0" * 64,
    "frontier": [],
    "at": "2026-11-23T10:00:09.000000+00:00",
    "session": "0" * 32,
    "signature": "AAAA",
}
SESSION_FIELDS = {
    "authority": "invoice-intake/other",
    "public_key": "AAAA",
    "not_before": "2020-01-01T00:00:00.000000+00:00",
    "not_after": "2030-01-01T00:00:00.000000+00:00",
    "key_id": "session/2",
    "signature": "AAAA",
    "v": 2,
    "use": "other",
}
ENTRY_FIELDS = {"sequence": 7, "subject": "z", "action": "service:invoice:rest", "leaf": "{}"}
LEAF_FIELDS = {
    "tenant_id": STRANGER,
    "subject": "z",
    "number": 9,
    "action": "service:invoice:rest",
    "at": "2026-11-23T10:00:01Z",
    "actor": {"kind": "person", "reference": "mallory"},
    "facts": {},
    "previous": "0" * 64,
    "version": 2,
}
MANIFEST_FIELDS = {"origin": "invoice-intake/test/other", "size": 19, "root": "0" * 64}


def change_leaf(opened, name, value):
    leaf = json.loads(opened.lines(ENTRIES)[6]["leaf"])
    opened.change(ENTRIES, 6, leaf=encode({**leaf, name: value}).decode())


def change_manifest(opened, name, value):
    opened.files[MANIFEST] = encode({**json.loads(opened.files[MANIFEST]), name: value})


def reorder(name, *places):
    def change(opened):
        lines = opened.lines(name)
        opened.put(name, [lines[place] for place in places])

    return change


def on_note(change):
    def changed(opened):
        name = "checkpoints/0000000000000016.note"
        opened.files[name] = change(opened.files[name])

    return changed


def move_note(opened):
    opened.files["checkpoints/0000000000000015.note"] = opened.files.pop("checkpoints/0000000000000016.note")


def set_line(name, index, **changes):
    return lambda opened: opened.change(name, index, **changes)


def append_bytes(name, content):
    def change(opened):
        opened.files[name] += content

    return change


TAMPERINGS = {
    **{f"head {name}": set_line(HEADS, 1, **{name: value}) for name, value in HEAD_FIELDS.items()},
    **{f"head without {name}": (lambda o, n=name: drop_name(o, HEADS, n)) for name in ("root", "session")},
    **{f"session {name}": set_line(SESSIONS, 0, **{name: value}) for name, value in SESSION_FIELDS.items()},
    **{f"entry {name}": set_line(ENTRIES, 6, **{name: value}) for name, value in ENTRY_FIELDS.items()},
    **{f"leaf {n}": (lambda o, n=n, v=v: change_leaf(o, n, v)) for n, v in LEAF_FIELDS.items()},
    **{f"manifest {n}": (lambda o, n=n, v=v: change_manifest(o, n, v)) for n, v in MANIFEST_FIELDS.items()},
    "leaf with a further name": lambda opened: change_leaf(opened, "zz", 1),
    "entry with a further name": set_line(ENTRIES, 6, zz=1),
    "head left out": reorder(HEADS, 0, 2, 3, 4),
    "last head left out": reorder(HEADS, 0, 1, 2, 3),
    "head twice": reorder(HEADS, 0, 1, 1, 2, 3, 4),
    "heads in another order": reorder(HEADS, 1, 0, 2, 3, 4),
    "entry twice": reorder(ENTRIES, *range(7), 6, *range(7, 20)),
    "last entry left out": reorder(ENTRIES, *range(19)),
    "entries in another order": reorder(ENTRIES, *range(6), 7, 6, *range(8, 20)),
    "session twice": reorder(SESSIONS, 0, 0),
    "a line that is no JSON": append_bytes(ENTRIES, b"nonsense\n"),
    "a last line without an end": append_bytes(ENTRIES, b"{}"),
    "an empty line": append_bytes(HEADS, b"\n"),
    "a line too long": append_bytes(ENTRIES, b" " * 300_000 + b"\n"),
    "note: another size": on_note(lambda note: note.replace(b"\n16\n", b"\n17\n")),
    "note: a bit of its root": on_note(lambda note: note[:60] + bytes([note[60] ^ 1]) + note[61:]),
    "note: a bit of its signature": on_note(lambda note: note[:-9] + bytes([note[-9] ^ 1]) + note[-8:]),
    "note: another signer": on_note(lambda note: note.replace(b"notary/1", b"notary/2")),
    "note: unsigned": on_note(lambda note: note[: note.index("—".encode())]),
    "note: filed elsewhere": move_note,
}


def drop_name(opened, file, name):
    lines = opened.lines(file)
    del lines[1][name]
    opened.put(file, lines)


@pytest.mark.parametrize("kind", sorted(TAMPERINGS))
def test_tampering_is_found(kind, opened, tmp_path):
    """One record, one field, one bit: anything changed in a bundle shows."""
    TAMPERINGS[kind](opened)

    assert judge(opened.pack(), tmp_path).outcome is Outcome.FINDINGS


def test_there_are_thirty_kinds_of_tampering():
    """As many as were asked for."""
    assert len(TAMPERINGS) >= 30


@pytest.mark.parametrize("name", [ENTRIES, HEADS, SESSIONS, MANIFEST, "checkpoints/0000000000000016.note"])
def test_any_flipped_bit_is_found(name, opened, tmp_path):
    """Every seventh byte of every file, one bit of it: found, or the bundle cannot be read at all."""
    content = opened.files[name]
    for place in range(0, len(content), max(7, len(content) // 60)):
        opened.files[name] = content[:place] + bytes([content[place] ^ 2]) + content[place + 1 :]

        try:
            outcome = judge(opened.pack(), tmp_path).outcome
        except BadBundle:
            continue

        assert outcome is Outcome.FINDINGS, (name, place)


def test_every_finding_has_a_meaning():
    """A person is told what each code says about the log."""
    assert set(MEANINGS) == set(Code)


def test_a_rotated_notary_key_goes_on(tmp_path):
    """Old checkpoints are by the old key's name, new ones by the new one's; both are trusted."""
    log = standard()
    new = FakeSigner("notary/2")
    new.public_keys = lambda: {NOTARY_KEY.key_id: NOTARY_KEY.public_key, new.key_id: new.public_key}
    log.append(*chain("e", 1))
    log.notary = replace(log.notary, signer=new)
    log.notary.run()
    trust = replace(TRUST, notaries={**TRUST.notaries, "invoice-intake/test/notary/2": new.public_key})

    verdict = judge(log.bundle(), tmp_path, trust=trust)

    assert (verdict.outcome, verdict.anchored) == (Outcome.CLEAN, 21)
    assert Code.CHECKPOINT_UNTRUSTED in judge(log.bundle(), tmp_path).codes
