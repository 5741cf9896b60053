import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openNodeStore } from "#runtime/log/node-store.ts";
import type { Entry, LogStore, ThreadRef } from "#runtime/log/port.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { systemClock } from "#runtime/system-services.ts";
import { ManualClock, reader, testRuntime } from "#runtime/test-runtime.ts";

/** Threads that are written side by side. */
const WRITERS = 8;
/** Events that go to the disk in one piece. */
const APPEND_EVENTS = 1_000;
/** Longer than the pause after which streamed text is written, so that each piece is an event. */
const PIECE_MS = 20;
/** Turns of the event loop within which a piece is in the log. */
const TURNS_TO_WRITE = 8;

export interface ThreadsOnDisk {
  readonly threads: number;
  /** In each thread. */
  readonly turns: number;
  readonly eventsPerTurn: number;
}

/** Makes a data directory with one thread: a recorded turn, again and again under ids of its own. */
export async function writeLongThread(
  directory: string,
  size: Omit<ThreadsOnDisk, "threads">,
): Promise<ThreadRef> {
  const [only] = await writeThreads(directory, { threads: 1, ...size });
  if (only === undefined) throw new Error("No thread was written");
  return only;
}

/** Makes a data directory with threads, each in a session of its own, that repeat one recorded turn. */
export async function writeThreads(
  directory: string,
  { threads, turns, eventsPerTurn }: ThreadsOnDisk,
): Promise<readonly ThreadRef[]> {
  const recorded = await recordTurn(eventsPerTurn);
  const store = await openNodeStore(directory, systemClock);
  const numbers = Array.from({ length: threads }, (_, number) => number).values();
  const places: ThreadRef[] = [];
  const write = async () => {
    for (const number of numbers) places.push(await writeThread(store, recorded, number, turns));
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await store.close();
  return places;
}

async function writeThread(
  store: LogStore,
  { opening, turn: template }: RecordedTurn,
  number: number,
  turns: number,
): Promise<ThreadRef> {
  let waiting = opening.map((event) => copyOf(event, event.sequence, number, 0));
  const [first] = waiting;
  if (first === undefined) throw new Error("The recorded thread has no events");
  const { session_id, thread_id } = first.event;
  const log = await store.open(session_id, thread_id);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const event of template) {
      waiting.push(copyOf(event, turn * template.length + event.sequence, number, turn));
    }
    if (waiting.length < APPEND_EVENTS && turn < turns - 1) continue;
    await log.append(waiting, { barrier: true });
    waiting = [];
  }
  return { session_id, thread_id };
}

const THREAD_IDS = /"((?:s|th)_[0-9a-z]+)/g;
const TURN_IDS = /"((?:t|task|r|st|call|act|hook|ev)_[0-9a-z]+)/g;

/** The same event under other ids. */
function copyOf(event: RuntimeEvent, sequence: number, thread: number, turn: number): Entry {
  const json = JSON.stringify({ ...event, sequence })
    .replaceAll(THREAD_IDS, `"$1y${thread}`)
    .replaceAll(TURN_IDS, `"$1y${thread}x${turn}`);
  // Ids are the only thing that changed.
  return { event: JSON.parse(json) as RuntimeEvent, json };
}

interface RecordedTurn {
  /** What a thread begins with, before its first turn. */
  readonly opening: readonly RuntimeEvent[];
  readonly turn: readonly RuntimeEvent[];
}

/** Plays a turn of so many events: a read, then an answer in as many pieces as are left. */
async function recordTurn(events: number): Promise<RecordedTurn> {
  const short = await playTurn(1);
  const whole = await playTurn(1 + events - short.turn.length);
  if (whole.turn.length === events) return whole;
  throw new RangeError(`A turn has at least "${short.turn.length}" events, not "${events}"`);
}

async function playTurn(pieces: number): Promise<RecordedTurn> {
  const clock = new ManualClock();
  const runtime = await testRuntime({ driver: talker(pieces, clock), clock, tools: [reader] });
  const { run_id } = await runtime.submit("What do the files about lanes say?");
  const { events } = await runtime.ended(run_id);
  const begin = events.findIndex(({ type }) => type === "turn.submitted");
  return { opening: events.slice(0, begin), turn: events.slice(begin) };
}

/** Reads a file, then answers in so many pieces. */
function talker(pieces: number, clock: ManualClock): ModelDriver {
  return {
    provider: "bench",
    model: "talker",
    async *stream({ messages }) {
      if (messages.at(-1)?.role === "user") {
        const call = { id: "call", name: "read", arguments: '{"path":"lanes.md"}' };
        yield [
          { type: "tool_call_complete", ...call },
          { type: "done", finish_reason: "tool_calls" },
        ];
        return;
      }
      for (let piece = 0; piece < pieces; piece += 1) {
        yield [{ type: "message_delta", text: `${SENTENCES[piece % SENTENCES.length]} ` }];
        clock.advance(PIECE_MS);
        for (let turn = 0; turn < TURNS_TO_WRITE; turn += 1) await new Promise(setImmediate);
      }
      yield [
        { type: "usage", usage: { input_tokens: 800, output_tokens: 12 * pieces } },
        { type: "done", finish_reason: "stop" },
      ];
    },
  };
}

const SENTENCES = [
  "A lane is a **filter** over the log.",
  "The `tokens` lane tells the answer piece by piece.",
  "\n\n- Readers resume by their cursor\n- Nothing is sent twice\n\n",
  "What a reader misses while it is away stays in the log, and is read when it comes back.",
] as const;
