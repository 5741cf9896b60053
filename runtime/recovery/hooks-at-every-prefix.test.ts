import { expect, it } from "vitest";

import { perform } from "#runtime/control/dispatch.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { HookPoint } from "#runtime/event/hook.ts";
import type { Hook } from "#runtime/hook/hook.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { Entry, LogStore } from "#runtime/log/port.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { promptWords, runMessages } from "#runtime/pmpo/messages.ts";
import { recordingOf } from "#runtime/replay/recording.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { systemClock } from "#runtime/system-services.ts";
import { ManualClock, payloadsOf, testRuntime, typesOf } from "#runtime/test-runtime.ts";
import { type Tool, ToolError } from "#runtime/tool/tool.ts";

const ANSWERS = [
  says("Hasty", "look"),
  says("First I look", "look", "lack", "put"),
  says("Done"),
  says("Really done"),
];

/** One at each point; those that may step in do so, by what they see alone. */
const HOOKS: readonly Hook[] = [
  hook("session_start", async () => ({ additional_context: "It is Friday" })),
  hook("user_prompt_submit", async ({ prompt = "" }) => ({
    updated_input: { prompt: prompt.replace("Go", "Go on") },
    additional_context: "From a person",
  })),
  hook("pre_tool_use", async ({ tool_name = "" }) => ({
    updated_input: { path: "b.md" },
    additional_context: `Before ${tool_name}`,
  })),
  hook("permission_request", async () => ({ additional_context: "Nobody said no" })),
  hook("post_tool_use", async ({ tool_output = "" }) => ({ updated_output: `[${tool_output}]` })),
  hook("post_tool_failure", async () => ({ additional_context: "Try another" })),
  hook("post_sampling", async ({ text = "" }) =>
    text === "Hasty"
      ? { decision: "block", reason: "Look first" }
      : { additional_context: `Read: ${text}` },
  ),
  hook("stop", async ({ text = "" }) =>
    text.includes("Really") ? {} : { decision: "block", reason: "Really?" },
  ),
];
/** What these saw counts: they are asked once, whatever is cut off. */
const ONCE: ReadonlySet<string> = new Set(
  HookPoint.exclude(["pre_tool_use", "permission_request", "stop"]).options,
);

/** A hundred runs and as many replays. */
const TIME = { timeout: 60_000 };

it(
  "hooks at every point end once and do the same, wherever the log of their run ends",
  TIME,
  async () => {
    const whole = await play(openMemoryStore(), []);
    const begin = typesOf(whole.events).indexOf("turn.submitted") + 1;
    expect(whole.run.status).toBe("completed");
    expect(new Set(payloadsOf(whole.events, "hook.started").map(({ point }) => point))).toEqual(
      new Set(HookPoint.options),
    );
    expect(conversation(whole.run)).toEqual(CONVERSATION);

    for (let length = begin; length < whole.events.length; length += 1) {
      const prefix = whole.events.slice(0, length);
      const { run, events } = await play(await storeOf(prefix), prefix);

      expect(events.slice(0, length)).toEqual(prefix);
      expect({ length, status: run.status, words: conversation(run) }).toEqual({
        length,
        status: "completed",
        words: conversation(whole.run),
      });
      expect({ length, ...ends(events) }).toEqual({ length, open: [], twice: [], again: [] });
      // A tear elsewhere may take ids with it that the loop had made.
      if (!/^(hook|model)\./.test(prefix.at(-1)?.type ?? "")) continue;
      const replayed = await replayRun(recordingOf(events, run.run_id), { clock: systemClock });
      expect({ length, ...replayed }).toMatchObject({ length, verdict: "same", isWhole: true });
    }
  },
);

const ADDED = '[Added by the hook "looks on"]';
const CHANGED = '[A hook changed the arguments to {"path":"b.md"}]';
const CONVERSATION = [
  `Go on\n\n${ADDED}\nIt is Friday\n\n${ADDED}\nFrom a person`,
  "assistant: Hasty",
  "tool: look was not made: Look first",
  "assistant: First I look",
  `tool: ${CHANGED}\n\n[look "b.md"]\n\n${ADDED}\nBefore look`,
  `tool: There is nothing\n\n${ADDED}\nBefore lack\n\n${ADDED}\nTry another`,
  `tool: ${CHANGED}\n\n[put "b.md"]\n\n${ADDED}\nBefore put\n\n${ADDED}\nNobody said no\n\n${ADDED}\nRead: First I look`,
  "assistant: Done",
  `user: Really?\n\n${ADDED}\nRead: Done`,
  "assistant: Really done",
  `user: ${ADDED}\nRead: Really done`,
];

it("a hook that is cut off while another call waits for a person ends, too", async () => {
  const asking = says("Both", "put", "send");
  const driver: ModelDriver = { ...MODEL, stream: () => stream(asking) };
  const tools = [tool("put", "idempotent"), tool("send", "idempotent")];
  const options = { driver, tools };
  const before = await testRuntime({ ...options, hooks: HOOKS });
  const { run_id } = await before.submit("Go");
  await before.reaches(run_id, ({ approvals }) => approvals.length === 2);
  const { thread_id } = (await before.thread(run_id)).log;
  const events = (await (await before.thread(thread_id)).log.read(0)).map(({ event }) => event);
  const asked = events.findIndex(({ type }) => type === "action.required") + 1;
  const store = await storeOf(events.slice(0, asked));
  const hangs = hook("pre_tool_use", () => new Promise(() => {}));
  const hanging = await testRuntime({ ...options, store, hooks: [hangs] });
  await hanging.boot();
  await hanging.reaches(run_id, (run) => run.hook !== undefined);

  const after = await testRuntime({ ...options, store, hooks: HOOKS });
  await after.boot();
  const run = await after.reaches(run_id, ({ approvals }) => approvals.length === 2);
  await after.services.queue.drain();

  const log = await (await after.thread(run_id)).log.read(0);
  expect(run).toMatchObject({ status: "waiting_permission", recovery: { attempt: 2 } });
  expect(ends(log.map(({ event }) => event))).toMatchObject({ open: [], twice: [] });
});

/** All that a model reads of the run in the end. */
function conversation(run: RunState) {
  const messages = runMessages(run, undefined).map(({ role, content }) => `${role}: ${content}`);
  return [promptWords(run, "Go"), ...messages];
}

/** Hooks that did not end, or twice, and those that were asked again of what they had seen. */
function ends(events: readonly RuntimeEvent[]) {
  const started = payloadsOf(events, "hook.started").map(({ hook_run_id }) => hook_run_id);
  const ended = [...payloadsOf(events, "hook.completed"), ...payloadsOf(events, "hook.failed")].map(
    ({ hook_run_id }) => hook_run_id,
  );
  let step: string | undefined;
  const seen = events.flatMap((event) => {
    if (event.type === "model.requested") step = event.step_id;
    if (event.type !== "hook.completed" || !ONCE.has(event.payload.point)) return [];
    return [`${event.payload.point} ${step} ${event.tool_call_id}`];
  });
  return {
    open: started.filter((id) => !ended.includes(id)),
    twice: repeated(ended),
    again: repeated(seen),
  };
}

function repeated(words: readonly string[]): readonly string[] {
  return words.filter((word, at) => words.indexOf(word) !== at);
}

/** Plays the run, or the rest of it, and allows what a person is asked. */
async function play(store: LogStore, prefix: readonly RuntimeEvent[]) {
  const tools = [tool("look", "read"), tool("lack", "read"), tool("put", "idempotent")];
  const clock = new ManualClock();
  const runtime = await testRuntime({ store, driver: MODEL, tools, hooks: HOOKS, clock });
  const known = prefix.find(({ type }) => type === "turn.submitted")?.run_id;
  const run_id = known ?? (await runtime.submit("Go")).run_id;
  await runtime.boot();
  for (;;) {
    const run = await runtime.reaches(run_id, (state) => isTerminal(state.status) || asks(state));
    if (!asks(run)) return runtime.ended(run_id);
    const action_id = run.approvals.find(({ decision }) => decision === undefined)?.action_id;
    await perform(respondAction, { action_id, decision: "allow_once" }, runtime.services);
  }
}

function asks(run: RunState): boolean {
  return run.approvals.some(({ decision }) => decision === undefined);
}

/** Gives the next answer that the conversation does not hold yet. */
const MODEL: ModelDriver = {
  provider: "test",
  model: "driver",
  async *stream({ messages }) {
    const given = messages.filter(({ role }) => role === "assistant").length;
    yield ANSWERS[given] ?? [];
  },
};

async function* stream(events: readonly NormalizedEvent[]) {
  yield events;
}

function says(text: string, ...names: string[]): readonly NormalizedEvent[] {
  const calls = names.map((name): NormalizedEvent => {
    return { type: "tool_call_complete", id: `${text} ${name}`, name, arguments: "{}" };
  });
  const finish_reason = calls.length > 0 ? "tool_calls" : "stop";
  return [{ type: "message_delta", text }, ...calls, { type: "done", finish_reason }];
}

function hook(point: HookPoint, run: Hook["run"]): Hook {
  return { name: "looks on", point, run };
}

function tool(name: string, effect: Tool["effect"]): Tool {
  return {
    name,
    effect,
    description: "Acts",
    source: "native",
    input_schema: { type: "object", properties: { path: { type: "string" } } },
    run: async ({ path }) => {
      if (name === "lack") throw new ToolError("There is nothing");
      return { content: `${name} ${JSON.stringify(path)}` };
    },
  };
}

async function storeOf(events: readonly RuntimeEvent[]): Promise<LogStore> {
  const store = openMemoryStore();
  const [first] = events;
  if (first === undefined) return store;
  const log = await store.open(first.session_id, first.thread_id);
  await log.append(events.map((event): Entry => ({ event, json: JSON.stringify(event) })));
  return store;
}
