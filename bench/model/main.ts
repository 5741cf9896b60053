import { chatAnswer, responsesAnswer } from "./answers.ts";
import {
  bareDoStream,
  bareParser,
  httpDriver,
  openaiChat,
  openaiResponses,
  type Reader,
  sdkDriver,
  sdkStreamText,
} from "./readers.ts";

/** `npm run bench:model`: what one delta costs, from bytes in memory to events. Ratios of one run compare. */
const DELTAS = 5_000;
const WARM_UP_ROUNDS = 3;
const ROUNDS = 12;

const chat = chatAnswer(DELTAS);
const responses = responsesAnswer(DELTAS);

interface Candidate {
  readonly name: string;
  readonly read: Reader;
  /** What it is compared with, and the goal. */
  readonly over: string;
  readonly goal: string;
}

const BARE = "chat: bare SSE parser and JSON.parse";
const BARE_RESPONSES = "responses: bare SSE parser and JSON.parse";
const DO_STREAM = "chat: doStream of @ai-sdk/openai";
const OURS = "chat: our driver";

const candidates: readonly Candidate[] = [
  { name: BARE, read: bareParser(chat), over: BARE, goal: "" },
  { name: OURS, read: httpDriver(chat, "chat"), over: BARE, goal: "at most 2" },
  { name: BARE_RESPONSES, read: bareParser(responses), over: BARE_RESPONSES, goal: "" },
  {
    name: "responses: our driver",
    read: httpDriver(responses, "responses"),
    over: BARE_RESPONSES,
    goal: "at most 2",
  },
  { name: "chat: the openai client", read: openaiChat(chat), over: BARE, goal: "" },
  {
    name: "responses: the openai client",
    read: openaiResponses(responses),
    over: BARE_RESPONSES,
    goal: "",
  },
  { name: DO_STREAM, read: bareDoStream(chat), over: BARE, goal: "" },
  {
    name: "chat: our ai-sdk driver",
    read: sdkDriver(chat),
    over: DO_STREAM,
    goal: "at most 1.3",
  },
  {
    name: "chat: streamText of ai",
    read: sdkStreamText(chat),
    over: OURS,
    goal: "at least 10",
  },
];

const cost = await measure(candidates);
console.log(`Node ${process.version}, ${process.platform}, ${DELTAS} deltas an answer`);
console.table(
  candidates.map(({ name, over, goal }) => ({
    reader: name,
    "CPU us / 1,000 deltas": Math.round(cost.get(name) ?? Number.NaN),
    ratio: ((cost.get(name) ?? Number.NaN) / (cost.get(over) ?? Number.NaN)).toFixed(2),
    over,
    goal,
  })),
);

/** The cheapest round of each, all taking turns, so that a busy machine is busy for all. */
async function measure(all: readonly Candidate[]): Promise<ReadonlyMap<string, number>> {
  const best = new Map<string, number>();
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    for (const { name, read } of all) {
      const micros = await roundOf(name, read);
      if (round >= WARM_UP_ROUNDS) best.set(name, Math.min(best.get(name) ?? Infinity, micros));
    }
  }
  return best;
}

async function roundOf(name: string, read: Reader): Promise<number> {
  const before = process.cpuUsage();
  const seen = await read();
  const { user, system } = process.cpuUsage(before);
  if (seen !== DELTAS) throw new Error(`"${name}" saw ${seen} of ${DELTAS} deltas`);
  return ((user + system) / DELTAS) * 1_000;
}
