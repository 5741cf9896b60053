import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

import { CassetteError } from "#runtime/model/cassette/read-cassette.ts";
import type { ProtocolName } from "#runtime/model/protocol/protocol.ts";
import { PROTOCOLS } from "#runtime/model/protocol/protocols.ts";
import { readAnswer } from "#runtime/model/read-answer.ts";
import { systemClock } from "#runtime/system-services.ts";

/** The bytes cannot be had, or are no cassette though they say so. */
export class UnreadableAnswerError extends Error {
  override name = "UnreadableAnswerError";
}

/** Prints what an answer says: one JSON object, indented for a person at a terminal. */
export async function printAnswer(asked: {
  /** Absent or `-`: standard input. */
  readonly file: string | undefined;
  readonly protocol: ProtocolName;
  readonly provider: string;
}): Promise<void> {
  const { file, protocol, provider } = asked;
  const bytes = new Uint8Array(await bytesOf(file));
  const captured = { bytes, protocol: PROTOCOLS[protocol], provider, clock: systemClock };
  const summary = await readAnswer(captured).catch((cause: unknown) => {
    throw cause instanceof CassetteError ? new UnreadableAnswerError(cause.message) : cause;
  });
  const indent = process.stdout.isTTY ? 2 : 0;
  process.stdout.write(`${JSON.stringify(summary, undefined, indent)}\n`);
}

async function bytesOf(file: string | undefined): Promise<Buffer> {
  if (file === undefined || file === "-") {
    if (!process.stdin.isTTY) return buffer(process.stdin);
    throw new UnreadableAnswerError("there is no answer to read, name a file or pipe it in");
  }
  try {
    return await readFile(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableAnswerError(`could not read "${file}": ${reason}`, { cause });
  }
}
