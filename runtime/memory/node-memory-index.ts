import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { MemoryKind, type MemoryEntry } from "./memory-entry.ts";
import { wordsOf } from "./search-memory.ts";

/** Counts up with the tables below: an index of another version is built anew. */
const VERSION = 1;

const TABLES = `
  CREATE TABLE files (agent TEXT, file TEXT, stamp TEXT, PRIMARY KEY (agent, file)) WITHOUT ROWID;
  CREATE TABLE entries (
    rowid INTEGER PRIMARY KEY, agent TEXT, file TEXT, place INTEGER, id TEXT, kind TEXT, topic TEXT,
    text TEXT, at TEXT, run_id TEXT, tool_call_id TEXT
  );
  CREATE INDEX entries_of_file ON entries (agent, file);
  CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = 'unicode61 remove_diacritics 0');
  INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
`;

/** An entry with the file that it stands in. */
export interface PlacedEntry {
  readonly file: string;
  readonly entry: MemoryEntry;
}

/** A file as it was when its entries were read. */
export interface ReadFile {
  readonly file: string;
  /** Tells one state of the file from another. */
  readonly stamp: string;
  readonly entries: readonly MemoryEntry[];
}

type Row = Readonly<Record<string, unknown>>;

/**
 * The words of memory files in SQLite. A cache: the files are the truth, and what is gone from them is
 * overwritten here, too. Each method throws the error of SQLite where the index is broken.
 */
export class MemoryIndex {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#database = new DatabaseSync(path);
    // It can be lost: nothing waits for the disk.
    this.#database.exec("PRAGMA secure_delete = ON; PRAGMA synchronous = OFF");
    const version = this.#database.prepare("PRAGMA user_version").get()?.["user_version"];
    if (version === VERSION) return;
    this.#database.exec(`BEGIN;
      DROP TABLE IF EXISTS files; DROP TABLE IF EXISTS entries; DROP TABLE IF EXISTS words;
      ${TABLES} PRAGMA user_version = ${VERSION}; COMMIT`);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** The files of an agent that are known, with their stamps. */
  stamps(agent: string): ReadonlyMap<string, string> {
    const rows = this.#database.prepare("SELECT file, stamp FROM files WHERE agent = ?").all(agent);
    return new Map(rows.map(({ file, stamp }) => [String(file), String(stamp)]));
  }

  /** Takes in files as they are now, and forgets those that are gone: all of it or nothing. */
  update(agent: string, changed: readonly ReadFile[], gone: readonly string[]): void {
    this.#database.exec("BEGIN");
    try {
      for (const file of [...gone, ...changed.map((each) => each.file)]) this.#remove(agent, file);
      for (const file of changed) this.#add(agent, file);
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  #remove(agent: string, file: string): void {
    const where = "WHERE agent = ? AND file = ?";
    this.#database
      .prepare(`DELETE FROM words WHERE rowid IN (SELECT rowid FROM entries ${where})`)
      .run(agent, file);
    this.#database.prepare(`DELETE FROM entries ${where}`).run(agent, file);
    this.#database.prepare(`DELETE FROM files ${where}`).run(agent, file);
  }

  #add(agent: string, { file, stamp, entries }: ReadFile): void {
    this.#database.prepare("INSERT INTO files VALUES (?, ?, ?)").run(agent, file, stamp);
    const entry = this.#database.prepare(
      "INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    const words = this.#database.prepare("INSERT INTO words (rowid, body) VALUES (?, ?)");
    for (const [place, each] of entries.entries()) {
      const { id, kind, topic, text, at, run_id, tool_call_id } = each;
      const by = [run_id ?? null, tool_call_id ?? null];
      const about = [kind, topic ?? null, text, at];
      const { lastInsertRowid } = entry.run(agent, file, place, id, ...about, ...by);
      words.run(lastInsertRowid, wordsOf(`${text} ${topic ?? ""} ${kind}`).join(" "));
    }
  }

  /** Every entry of an agent, file by file, each in its order. */
  placed(agent: string): readonly PlacedEntry[] {
    return this.#database
      .prepare("SELECT * FROM entries WHERE agent = ? ORDER BY file, place")
      .all(agent)
      .map((row) => ({ file: String(row["file"]), entry: entryOf(row) }));
  }

  /** The entries with any of the words, the best match first, and how many there are in all. */
  search(
    agent: string,
    wanted: readonly string[],
    limit: number,
  ): { readonly entries: readonly MemoryEntry[]; readonly found: number } {
    const match = wanted.map((word) => `"${word}"*`).join(" OR ");
    const from = `FROM words JOIN entries ON entries.rowid = words.rowid
      WHERE words MATCH ? AND agent = ?`;
    const found = this.#database.prepare(`SELECT count(*) AS found ${from}`).get(match, agent);
    const rows = this.#database
      .prepare(`SELECT entries.* ${from} ORDER BY bm25(words), at DESC, place DESC LIMIT ?`)
      .all(match, agent, limit);
    return { entries: rows.map(entryOf), found: Number(found?.["found"]) };
  }
}

function entryOf(row: Row): MemoryEntry {
  const optional = (name: string) => {
    const value = row[name];
    return typeof value === "string" ? { [name]: value } : {};
  };
  return {
    id: String(row["id"]),
    kind: MemoryKind.parse(row["kind"]),
    ...optional("topic"),
    text: String(row["text"]),
    at: String(row["at"]),
    ...optional("run_id"),
    ...optional("tool_call_id"),
  };
}
