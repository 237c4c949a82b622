"""Outlook messages written byte by byte: the compound file format (MS-CFB) and its properties (MS-OXMSG)."""

import struct
from dataclasses import dataclass, field

SECTOR = 512
MINI = 64
CUTOFF = 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF

type Tree = dict[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    child: int = NONE
    right: int = NONE
    start: int = END
    size: int = 0


@dataclass
class _File:
    sectors: list[bytes] = field(default_factory=list)
    fat: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        start = len(self.sectors)
        chunks = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        self.sectors += chunks
        self.fat += [start + index + 1 for index in range(len(chunks) - 1)] + [END] if chunks else []
        return start if chunks else END


def compound(tree: Tree) -> bytes:
    """Return a compound file that holds the tree: bytes are streams, mappings are storages."""
    entries = [_Entry("Root Entry", 5)]
    _list(tree, 0, entries)
    file, mini, mini_fat = _File(), bytearray(), []
    for entry in entries:
        if entry.kind != 2:
            continue
        entry.size = len(entry.content)
        if entry.size >= CUTOFF:
            entry.start = file.add(entry.content)
        elif entry.size:
            entry.start = len(mini_fat)
            count = -(-entry.size // MINI)
            mini_fat += [entry.start + index + 1 for index in range(count - 1)] + [END]
            mini += entry.content.ljust(count * MINI, b"\0")
    entries[0].start, entries[0].size = file.add(bytes(mini)), len(mini)
    mini_fat_start = file.add(_table(mini_fat))
    mini_fat_count = -(-len(mini_fat) * 4 // SECTOR)
    directory = file.add(b"".join(map(_packed, entries)))
    return _header(file, directory, mini_fat_start, mini_fat_count) + b"".join(file.sectors)


def message(subject: str, *attachments: Tree, headers: str = "", embedded: bool = False) -> Tree:
    """Return the tree of a message; `embedded` ones have a shorter header before their properties."""
    strings = {0x0037: subject, 0x007D: headers, 0x0C1F: "billing@acme.example"}
    streams: Tree = {f"__substg1.0_{pid:04X}001F": text.encode("utf-16-le") for pid, text in strings.items()}
    properties = b"".join(
        _property(pid, 0x001F, len(text.encode("utf-16-le"))) for pid, text in strings.items()
    )
    streams["__properties_version1.0"] = bytes(24 if embedded else 32) + properties
    for number, attachment in enumerate(attachments):
        streams[f"__attach_version1.0_#{number:08X}"] = attachment
    return streams


def attachment(name: str, content: bytes, *, media_type: str = "", content_id: str = "") -> Tree:
    """Return the tree of an attached file."""
    strings = {0x3707: name, 0x370E: media_type, 0x3712: content_id}
    streams: Tree = {f"__substg1.0_{pid:04X}001F": text.encode("utf-16-le") for pid, text in strings.items()}
    streams["__substg1.0_37010102"] = content
    properties = b"".join(
        _property(pid, 0x001F, len(text.encode("utf-16-le"))) for pid, text in strings.items()
    )
    streams["__properties_version1.0"] = bytes(8) + properties + _property(0x3701, 0x0102, len(content))
    return streams


def attached_message(inner: Tree) -> Tree:
    """Return the tree of an attached message."""
    return {"__properties_version1.0": bytes(8), "__substg1.0_3701000D": inner}


def _property(pid: int, kind: int, size: int) -> bytes:
    return struct.pack("<HHIII", kind, pid, 6, size, 0)


def _list(tree: Tree, parent: int, entries: list[_Entry]) -> None:
    previous = -1
    for name, node in tree.items():
        index = len(entries)
        entries.append(_Entry(name, 2, node) if isinstance(node, bytes) else _Entry(name, 1))
        if previous < 0:
            entries[parent].child = index
        else:
            entries[previous].right = index
        previous = index
        if not isinstance(node, bytes):
            _list(node, index, entries)


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    start = entry.start if entry.size else (END if entry.kind == 2 else 0)
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name), entry.kind, 1, NONE, entry.right, entry.child)
        + bytes(16)
        + bytes(4 + 16)
        + struct.pack("<IQ", start, entry.size)
    )


def _table(values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values).ljust(-(-len(values) * 4 // SECTOR) * SECTOR, b"\xff")


def _header(file: _File, directory: int, mini_fat: int, mini_fat_count: int) -> bytes:
    count = 1
    while (len(file.fat) + count) * 4 > count * SECTOR:
        count += 1
    first = len(file.sectors)
    file.fat += [FAT_SECTOR] * count
    packed = _table(file.fat)
    file.sectors += [packed[at : at + SECTOR] for at in range(0, len(packed), SECTOR)]
    numbers = [first + index for index in range(count)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, count, directory, 0, CUTOFF, mini_fat, mini_fat_count, END, 0)
    return head + struct.pack("<109I", *numbers, *[FREE] * (109 - count))
