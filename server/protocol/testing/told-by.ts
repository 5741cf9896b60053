import { HttpAgent } from "@ag-ui/client";
import { readUIMessageStream, type UIMessage, type UIMessageChunk } from "ai";

import { laneMessages } from "#runtime/event/lane.ts";
import { type StreamResponse, UpdateTeller } from "#server/protocol/a2a/update-teller.ts";
import { taskOf } from "#server/protocol/a2a/task.ts";
import { runOf } from "#server/protocol/ag-ui/agent-test-kit.ts";
import { EventTeller } from "#server/protocol/ag-ui/event-teller.ts";
import { apStep } from "#server/protocol/agent-protocol/task-projection.ts";
import { ChunkTeller } from "#server/protocol/ai-sdk-ui/chunk-teller.ts";
import { chatAnswer, completionFrames } from "#server/protocol/openai/chat-answer.ts";
import { ResponseProjection } from "#server/protocol/openai/response-projection.ts";
import { type Said, saidBy } from "#server/protocol/openai/said.ts";
import { chatProjection } from "#server/protocol/pluto/chat-stream.ts";
import type { RecordedRun } from "./random-run.ts";

/** What a client of a protocol has in hand when the run is over. Absent is what its protocol does not tell. */
export interface Told {
  /** All words of the answer, without what stands between its parts. */
  readonly words: string;
  readonly reasoning?: string;
  /** The calls that have a result, with their result or the error's words. */
  readonly results?: Readonly<Record<string, string>>;
  /** How the run ended, in the protocol's own word; every one that was said. */
  readonly ends: readonly string[];
}

type Result = readonly [tool_call_id: string, said: string];

/** A run as the clients of each protocol come to know it. */
export const CLIENTS: Readonly<Record<string, (run: RecordedRun) => Told | Promise<Told>>> = {
  "the lanes": byLanes,
  "AI SDK UI": byAiSdk,
  "AG-UI": byAgUi,
  "A2A, streamed": byUpdates,
  "A2A, asked": byTask,
  "Agent Protocol": byStep,
  "Pluto, streamed": byPluto,
  "OpenAI Chat": byChat,
  "OpenAI Chat, streamed": byChatFrames,
  "OpenAI Responses": byResponses,
};

/** What stands between the parts of an answer differs between protocols; the words of a random run have none. */
function bare(text: string): string {
  return text.replaceAll("\n\n", "");
}

function byLanes({ events }: RecordedRun): Told {
  const said = { tokens: "", reasoning: "" };
  const results: Record<string, string> = {};
  const ends: string[] = [];
  for (const message of events.flatMap(laneMessages)) {
    if (message.type === "TokenDelta") said.tokens += message.payload.text;
    if (message.type === "ReasoningDelta") said.reasoning += message.payload.text;
    if (message.type === "Discarded") {
      said[message.lane] = said[message.lane].slice(0, -message.payload.discard);
    }
    if (message.type === "ToolsProgress") {
      const { call_id, state, content, error } = message.payload;
      const result = state === "done" ? content : error?.message;
      if (result !== undefined) results[call_id] = result;
    }
    if (message.type === "Done") ends.push(message.payload.status);
  }
  return { words: said.tokens, reasoning: said.reasoning, results, ends };
}

async function byAiSdk({ events }: RecordedRun): Promise<Told> {
  const teller = new ChunkTeller({ waits: true });
  const chunks = events.flatMap((event) => teller.tell(event));
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  let parts: UIMessage["parts"] = [];
  // The SDK tells of the error that the run ended with; the chunks are looked at below.
  for await (const message of readUIMessageStream({ stream, onError: () => {} })) {
    ({ parts } = message);
  }
  const text = (type: "text" | "reasoning") =>
    parts.map((part) => (part.type === type ? part.text : "")).join("");
  const results = parts.flatMap((part): readonly Result[] => {
    if (part.type !== "dynamic-tool") return [];
    if (part.state === "output-available") return [[part.toolCallId, String(part.output)]];
    if (part.state === "output-denied") return [[part.toolCallId, "denied"]];
    return part.state === "output-error" ? [[part.toolCallId, part.errorText]] : [];
  });
  const ends = chunks.flatMap((chunk) => {
    if (chunk.type === "abort") return ["abort"];
    return chunk.type === "finish" ? [chunk.finishReason ?? ""] : [];
  });
  return {
    words: text("text"),
    reasoning: text("reasoning"),
    results: Object.fromEntries(results),
    ends,
  };
}

async function byAgUi({ events }: RecordedRun): Promise<Told> {
  const ids = { threadId: "t", runId: "r" };
  const teller = new EventTeller({ ...ids, state: {}, messages: [], waits: true });
  const body = events
    .flatMap((event) => teller.tell(event))
    .map((event) => `data: ${JSON.stringify(event)}\n\n`)
    .join("");
  const headers = { "content-type": "text/event-stream" };
  const agent = new HttpAgent({
    url: "http://agent",
    fetch: async () => new Response(body, { headers }),
  });
  // The client rejects where the run failed; that its events are in order, it says by the same way.
  await runOf(agent);
  const ends = [
    ...body.matchAll(/"type":"(RUN_FINISHED|RUN_ERROR)".*?(?:"outcome":\{"type":"(\w+)"|\n)/g),
  ];
  const of = (role: string) =>
    agent.messages
      .filter((message) => message.role === role)
      .map(({ content }) => (typeof content === "string" ? content : ""))
      .join("");
  const results = agent.messages.flatMap((message): readonly Result[] =>
    message.role === "tool" && typeof message.content === "string"
      ? [[message.toolCallId, message.content]]
      : [],
  );
  return {
    words: of("assistant"),
    reasoning: of("reasoning"),
    results: Object.fromEntries(results),
    ends: ends.map(([, type, outcome = ""]) => `${type} ${outcome}`.trim()),
  };
}

function byUpdates({ events }: RecordedRun): Told {
  const teller = new UpdateTeller({ waits: true });
  let words = "";
  const ends: string[] = [];
  for (const update of events.flatMap((event): readonly StreamResponse[] => teller.tell(event))) {
    if ("artifactUpdate" in update && update.artifactUpdate.artifact.name === "Answer") {
      const { artifact, append } = update.artifactUpdate;
      const text = artifact.parts.map((part) => ("text" in part ? part.text : "")).join("");
      words = append ? words + text : text;
    }
    if (!("statusUpdate" in update)) continue;
    const { state } = update.statusUpdate.status;
    if (!NOT_OVER.has(state)) ends.push(state);
  }
  return { words: bare(words), ends };
}

const NOT_OVER: ReadonlySet<string> = new Set([
  "TASK_STATE_SUBMITTED",
  "TASK_STATE_WORKING",
  "TASK_STATE_INPUT_REQUIRED",
]);

function byTask({ turn }: RecordedRun): Told {
  const { artifacts, status } = taskOf(turn);
  const answer = artifacts.find(({ name }) => name === "Answer")?.parts ?? [];
  const words = answer.map((part) => ("text" in part ? part.text : "")).join("");
  return { words: bare(words), ends: [status.state] };
}

function byStep({ turn, state }: RecordedRun): Told {
  const { output, status, additional_output } = apStep(turn, state);
  return {
    words: bare(output ?? ""),
    ends: [`${status} ${JSON.stringify(additional_output["status"])}`],
  };
}

function byPluto({ events, turn }: RecordedRun): Told {
  const entries = events.map((event) => ({ event, json: "" }));
  const { text, isOver } = chatProjection(turn.run_id).encode(entries, 1, 0);
  let words = "";
  const ends: string[] = [];
  for (const [, name, data = ""] of text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)) {
    const told = JSON.parse(data) as { content: string; discard: number; finish_reason: string };
    if (name === "token") words += told.content;
    if (name === "discard") words = words.slice(0, -told.discard);
    if (name === "done") ends.push(told.finish_reason);
  }
  return { words, ends: isOver ? ends : [] };
}

async function byChat(run: RecordedRun): Promise<Told> {
  const { text, refusal, reasoning, finish_reason, ended } = await chatAnswer(saidIn(run));
  return {
    words: bare(text) + bare(refusal),
    reasoning: bare(reasoning),
    ends: ended === undefined ? [] : [ended.failure?.status ?? finish_reason],
  };
}

async function byChatFrames(run: RecordedRun): Promise<Told> {
  const frames = await Array.fromAsync(
    completionFrames(run.turn, saidIn(run), { includeUsage: true }),
  );
  const told = frames.map((frame) => frame.slice("data: ".length).trim());
  let [words, refusal, reasoning] = ["", "", ""];
  const ends: string[] = [];
  for (const data of told.filter((one) => one !== "[DONE]")) {
    const { choices, error } = JSON.parse(data) as Chunk;
    const [{ delta = {}, finish_reason } = {}] = choices ?? [];
    words += delta.content ?? "";
    refusal += delta.refusal ?? "";
    reasoning += delta.reasoning_content ?? "";
    if (finish_reason) ends.push(finish_reason);
    if (error !== undefined) ends.push("error");
  }
  if (told.at(-1) !== "[DONE]") ends.length = 0;
  return { words: bare(words) + refusal, reasoning: bare(reasoning), ends };
}

interface Chunk {
  readonly choices?: readonly {
    readonly delta?: {
      readonly content?: string | null;
      readonly refusal?: string | null;
      readonly reasoning_content?: string;
    };
    readonly finish_reason?: string | null;
  }[];
  readonly error?: object;
}

async function byResponses(run: RecordedRun): Promise<Told> {
  const projection = new ResponseProjection(run.turn);
  const events = [...projection.begin()];
  for await (const said of saidIn(run)) events.push(...projection.take(said));
  const { output } = projection.resource;
  const messages = output.flatMap((item) => (item.type === "message" ? item.content : []));
  const thoughts = output.flatMap((item) => (item.type === "reasoning" ? item.summary : []));
  return {
    words: messages.map((part) => ("text" in part ? part.text : part.refusal)).join(""),
    reasoning: thoughts.map(({ text }) => text).join(""),
    ends: events.map(({ type }) => type).filter((type) => RESPONSE_ENDS.has(type)),
  };
}

const RESPONSE_ENDS: ReadonlySet<string> = new Set([
  "response.completed",
  "response.incomplete",
  "response.failed",
]);

async function* saidIn({ events, turn }: RecordedRun): AsyncGenerator<Said, void> {
  for (const event of events) yield* saidBy(event, turn.request);
}
