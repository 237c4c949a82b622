"""
What finding a vendor costs in processor time as the register grows, over an ordered index on disk.

python -m tests.score.growth [VENDORS …]
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from shared.domain.ids import parse_tenant_id
from shared.domain.resolution import match_vendor
from shared.domain.vendor import VendorOutcome, keys_of, lookups_of_invoice, lookups_of_vendor, propose_vendor
from tests.data.year import companies
from tests.data.year.bills import invoice, scanned
from tests.data.year.duplicates import FIRST_DAY

TENANT = parse_tenant_id("11111111-2222-4333-8444-555555555555")
SIZES = (1_000, 10_000, 100_000)
SAMPLES = 200
FOUND_MAX = 80
"""As the store's own limit of one look, which takes exact keys before what is only nearly the same."""


class Disk:
    """A register whose index is a B-tree in a file."""

    def __init__(self, path):
        self._connection = sqlite3.connect(path)
        self._connection.execute("pragma journal_mode = off")
        self._connection.execute(
            "create table filed (text, number integer, primary key (text, number)) without rowid"
        )
        self.size = 0

    def grow(self, random, size):
        """Add companies until there are so many; they are made again from their number when found."""
        while self.size < size:
            vendor = vendor_of(random.seed, self.size)
            rows = [(text, self.size) for text in lookups_of_vendor(vendor)]
            self._connection.executemany("insert into filed values (?, ?)", rows)
            self.size += 1
        self._connection.commit()

    def find(self, keys):
        """Return the numbers of those filed under what is asked for."""
        numbers: dict[int, None] = {}
        for text in sorted(lookups_of_invoice(keys), key=lambda text: text.partition(":")[0][-1].isdigit()):
            left = FOUND_MAX - len(numbers)
            rows = self._connection.execute("select number from filed where text = ? limit ?", (text, left))
            numbers.update((number, None) for (number,) in rows)
        return list(numbers)


class Seeded:
    """Companies by number, without keeping them."""

    def __init__(self, seed):
        self.seed = seed


SYLLABLES = "ba do ki lu me na po ri sa te vo wy za fen gor hal jun kas lim mor nor pel qua ros sol".split()


def company_of(seed, number):
    """Return a company; in a large register most have a word of their own in the name, and many do not."""
    random = Random(f"{seed}-{number}")
    shown = companies.company(random, country="DE")
    own = "".join(random.choices(SYLLABLES, k=4)).title()
    return replace(shown, name=f"{own} {shown.name}") if random.random() < 0.9 else shown


def vendor_of(seed, number):
    shown = company_of(seed, number)
    return propose_vendor(TENANT, shown.name, keys_of(invoice(shown, "1", FIRST_DAY, ()), None))


def measure(sizes=SIZES, samples=SAMPLES, seed=1):
    """Give, for each size, the median and 95th centile milliseconds of one look, and how many were found."""
    with tempfile.TemporaryDirectory() as folder:
        disk, seeded = Disk(Path(folder) / "register.sqlite"), Seeded(seed)
        for size in sizes:
            disk.grow(seeded, size)
            yield size, *_timed(disk, seed, samples)


def _timed(disk, seed, samples):
    random, times, right = Random(seed), [], 0
    for _ in range(samples):
        number = random.randrange(disk.size)
        read = invoice(scanned(random, company_of(seed, number)), "1", FIRST_DAY, ())
        began = time.process_time()
        keys = keys_of(read, None)
        numbers = disk.find(keys)
        looked = time.process_time()
        known = tuple(vendor_of(seed, each) for each in numbers)
        made = time.process_time()
        match = match_vendor(keys, known)
        times.append(1000 * (time.process_time() - made + looked - began))
        expected = vendor_of(seed, number).vendor_id
        right += match.outcome is VendorOutcome.MATCHED and match.vendor_id == expected
    times.sort()
    return statistics.median(times), times[int(0.95 * len(times))], right / samples


if __name__ == "__main__":
    for size, median, slow, right in measure(tuple(map(int, sys.argv[1:])) or SIZES):
        print(f"{size:>9} vendors: {median:6.2f} ms, 95 % within {slow:6.2f} ms; {right:.3f} matched")
