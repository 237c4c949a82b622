"use strict";

// Makes Azurite's metadata survive `kill -9`.
//
// Azurite keeps its metadata in LokiJS databases that are written out whole every five seconds; whatever was
// acknowledged since is lost when the process is killed. This file is preloaded (`node --require`) and gives
// LokiJS a database that appends every change of a document to a journal before the call that made the change
// returns, hence before Azurite answers. Blob contents need no help: Azurite flushes them before it answers.
//
// A journal is cut into segments, `<database>.journal-<number>`. A snapshot of the database begins a new segment
// and, once it is safely in place, deletes the ones it covers. A line is a checksum and a JSON array: the
// collection and either the whole document (written) or its number (removed). Replaying a line twice changes
// nothing. A torn last line belongs to a request that was never answered, and is dropped.
//
// Journals are not flushed to the disk at each line: they survive the end of the process, not of the machine.

const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

// Snapshots only keep journals short and cost time in proportion to the whole database, so they may be rare.
const SNAPSHOT_INTERVAL_MS = 30_000;

const CHECKSUM_LENGTH = 16;

function checksum(text) {
  return crypto.createHash("sha256").update(text).digest("hex").slice(0, CHECKSUM_LENGTH);
}

/** Return the entries of a segment in order, up to the first torn line. */
function readSegment(file) {
  const entries = [];
  for (const line of fs.readFileSync(file, "utf8").split("\n").slice(0, -1)) {
    const text = line.slice(CHECKSUM_LENGTH + 1);
    if (line.slice(0, CHECKSUM_LENGTH) !== checksum(text)) break;
    entries.push(JSON.parse(text));
  }
  return entries;
}

/** Bring a database in its serialised form up to date with journal entries. */
function applyEntries(database, entries) {
  const changed = new Map();
  for (const [name, change] of entries) {
    const collection = database.collections.find((candidate) => candidate.name === name);
    if (collection === undefined) throw new Error(`the journal names an unknown collection: ${name}`);
    if (!changed.has(collection)) changed.set(collection, new Map(collection.data.map((it) => [it.$loki, it])));
    const documents = changed.get(collection);
    if (typeof change === "number") {
      documents.delete(change);
    } else {
      documents.set(change.$loki, change);
      collection.maxId = Math.max(collection.maxId, change.$loki);
    }
  }
  for (const [collection, documents] of changed) {
    // LokiJS finds a document by binary search on its number.
    collection.data = [...documents.values()].sort((left, right) => left.$loki - right.$loki);
  }
}

/** A LokiJS persistence adapter: one file with the last snapshot, and the journal since. */
class JournaledFile {
  constructor(file) {
    this.file = file;
    this.descriptor = undefined;
    this.next = undefined;
  }

  loadDatabase(_name, callback) {
    let database;
    try {
      database = JSON.parse(fs.readFileSync(this.file, "utf8"));
      for (const number of this.segments()) applyEntries(database, readSegment(this.segment(number)));
    } catch (error) {
      callback(error);
      return;
    }
    callback(database);
  }

  /** Called in the same turn that serialised the database, so no change can fall between the two. */
  saveDatabase(_name, text, callback) {
    const covered = this.segments();
    this.close();
    this.replace(text)
      .then(() => covered.forEach((number) => fs.rmSync(this.segment(number), { force: true })))
      .then(() => callback(null), callback);
  }

  append(entry) {
    if (this.descriptor === undefined) {
      this.next ??= Math.max(0, ...this.segments()) + 1;
      // Never an existing segment: its last line may be torn.
      this.descriptor = fs.openSync(this.segment(this.next), "ax");
      this.next += 1;
    }
    const text = JSON.stringify(entry);
    const line = Buffer.from(`${checksum(text)} ${text}\n`);
    for (let done = 0; done < line.length; ) done += fs.writeSync(this.descriptor, line, done);
  }

  async replace(text) {
    const temporary = `${this.file}~`;
    const handle = await fs.promises.open(temporary, "w");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.promises.rename(temporary, this.file);
  }

  close() {
    if (this.descriptor !== undefined) fs.closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  segment(number) {
    return `${this.file}.journal-${number}`;
  }

  /** Return the numbers of the segments on disk, oldest first. */
  segments() {
    const prefix = path.basename(this.segment(""));
    return fs
      .readdirSync(path.dirname(this.file))
      .filter((name) => name.startsWith(prefix))
      .map((name) => Number(name.slice(prefix.length)))
      .sort((left, right) => left - right);
  }
}

function journaled(Loki) {
  return class JournaledLoki extends Loki {
    // Private, so that it is no part of the serialised database.
    #journal;

    constructor(file, options) {
      const adapter = new JournaledFile(file);
      super(file, { ...options, adapter, autosaveInterval: SNAPSHOT_INTERVAL_MS });
      this.#journal = adapter;
    }

    loadDatabase(options, callback) {
      super.loadDatabase(options, (error, result) => {
        // The snapshot's indices know nothing of what the journal added.
        if (!error) this.collections.forEach((collection) => collection.ensureAllIndexes(true));
        callback(error, result);
      });
    }

    addCollection(name, options) {
      const count = this.collections.length;
      const collection = super.addCollection(name, options);
      if (this.collections.length > count) {
        const write = (changed) => [changed].flat().forEach((it) => this.#journal.append([name, it]));
        collection.on("insert", write);
        collection.on("update", write);
        collection.on("delete", (removed) => this.#journal.append([name, removed.$loki]));
      }
      return collection;
    }
  };
}

// The copy that Azurite itself will load, wherever npm put it.
const azurite = path.dirname(require.resolve("azurite/package.json"));
const lokijs = require.resolve("lokijs", { paths: [azurite] });
const Loki = require(lokijs);
require.cache[lokijs].exports = journaled(Loki);
