import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

import { OutboxRecords, type OutboxStore } from "./outbox-records.ts";

/** An outbox in a JSON file, for its owner alone; a change takes the place of the whole file at once. */
export function openOutboxFile(file: string): OutboxStore {
  return { read: () => readRecords(file), write: (records) => writeRecords(file, records) };
}

async function readRecords(file: string): Promise<OutboxRecords> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "{}";
    throw new Error(`Could not read the webhooks in "${file}"`, { cause });
  });
  const parsed = OutboxRecords.safeParse(parseJson(file, text));
  if (parsed.success) return parsed.data;
  const problem = z.prettifyError(parsed.error);
  throw new Error(`"${file}" does not fit; correct it or delete it:\n${problem}`);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`"${file}" is not JSON; correct it or delete it`, { cause });
  }
}

async function writeRecords(file: string, records: OutboxRecords): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.next`;
  const handle = await open(next, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(records)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}
