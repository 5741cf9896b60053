import { openNodeStore } from "#runtime/log/node-store.ts";
import { systemClock } from "#runtime/system-services.ts";

import { SAMPLE_THREAD, sampleEntry } from "./sample-entry.ts";

/** A process that appends barriers to a data directory and says the sequence of each acknowledged one. */
const WRITERS = 4;

const store = await openNodeStore(process.argv[2] ?? "", systemClock);
const log = await store.open(SAMPLE_THREAD.session_id, SAMPLE_THREAD.thread_id);
let tail = log.head().sequence;
process.stdout.write("ready\n");
await Promise.all(Array.from({ length: WRITERS }, () => write()));

async function write(): Promise<never> {
  for (;;) {
    tail += 1;
    const sequence = tail;
    await log.append([sampleEntry(sequence, "x".repeat(sequence % 300))], { barrier: true });
    process.stdout.write(`${sequence}\n`);
  }
}
