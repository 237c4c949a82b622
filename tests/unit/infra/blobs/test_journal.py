"""Azurite's journal, driven through LokiJS itself."""

import shutil
import subprocess

import pytest

from infra.local.blobs import azurite

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (azurite.FOLDER / azurite.ENTRY).exists(),
    reason=f"Azurite is not installed: {azurite.INSTALL}",
)

# Random changes with snapshots in between; a copy of the folder is what a killed process leaves behind.
SCRIPT = """
const fs = require("node:fs"), path = require("node:path"), assert = require("node:assert");
const [folder, seed] = [process.argv[1], Number(process.argv[2])];
let state = seed;
const random = (below) => (state = (state * 48271) % 2147483647) % below;
const azurite = path.dirname(require.resolve("azurite/package.json"));
const Loki = require(require.resolve("lokijs", { paths: [azurite] }));
const open = (file) => new Promise((resolve, reject) => {
  const db = new Loki(file, { persistenceMethod: "fs" });
  if (!fs.existsSync(file)) return resolve(db);
  db.loadDatabase({}, (error) => (error ? reject(error) : resolve(db)));
});
const saved = (db) => new Promise((resolve, reject) => db.saveDatabase((e) => (e ? reject(e) : resolve())));
const plain = (db) => JSON.stringify(db.getCollection("c").chain().simplesort("$loki").data());

(async () => {
  const file = path.join(folder, "db.json");
  let db = await open(file);
  db.addCollection("c", { indices: ["name"] });
  await saved(db);
  for (let life = 0; life < 5; life++) {
    const saves = [];
    for (let step = 0; step < 40; step++) {
      const collection = db.getCollection("c"), name = `n${random(12)}`, known = collection.findOne({ name });
      if (random(10) === 0) saves.push(saved(db));
      if (random(8) === 0) await Promise.all(saves);
      if (!known) collection.insert({ name, value: random(1000), when: new Date(0) });
      else if (random(3) === 0) collection.remove(known);
      else if (random(3) === 0) collection.findAndRemove({ name: { $in: [name, "n1"] } });
      else { known.value = random(1000); collection.update(known); }
    }
    const left = path.join(folder, `life${life}`);
    fs.mkdirSync(left);
    for (const name of fs.readdirSync(folder).filter((it) => it.startsWith("db.json")))
      fs.copyFileSync(path.join(folder, name), path.join(left, name));
    const again = await open(path.join(left, "db.json"));
    assert.strictEqual(plain(again), plain(db));
    for (let n = 0; n < 12; n++)
      assert.strictEqual(
        JSON.stringify(again.getCollection("c").findOne({ name: `n${n}` })),
        JSON.stringify(db.getCollection("c").findOne({ name: `n${n}` })));
    await Promise.all(saves);
    await saved(db);
    assert.deepStrictEqual(fs.readdirSync(folder).filter((it) => it.includes("journal")), []);
    for (const name of fs.readdirSync(left)) fs.renameSync(path.join(left, name), path.join(folder, name));
    db = await open(file);
  }
})().catch((error) => { console.error(error); process.exit(1); });
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_copies(tmp_path, seed):
    """Whenever the process is cut off, its files hold what it held; a snapshot empties the journal."""
    command = [
        "node",
        "--require",
        str(azurite.FOLDER / "journal.cjs"),
        "-e",
        SCRIPT,
        str(tmp_path),
        str(seed),
    ]

    ended = subprocess.run(
        command, cwd=azurite.FOLDER, capture_output=True, text=True, check=False, timeout=30
    )

    assert ended.returncode == 0, ended.stderr
