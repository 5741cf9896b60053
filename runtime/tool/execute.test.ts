import { expect, test } from "vitest";

import { STOP_PATIENCE_MS, TOOL_TIMEOUT_MS } from "./execute.ts";
import { SourceFailure } from "./source-failure.ts";
import { collect, hanging, next, start, tool } from "./testing/called-tool.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { ToolError } from "./tool.ts";

test("a call gives its progress and then its result", async () => {
  const updates = await collect(
    tool(async (context) => {
      context.progress({ progress: 1, total: 2, message: "half" });
      await Promise.resolve();
      return { content: "done", details: { n: 2 } };
    }),
  );

  expect(updates.at(-1)).toEqual({
    type: "result",
    output: { content: "done", details: { n: 2 } },
  });
  expect(updates.filter(({ type }) => type !== "progress")).toHaveLength(1);
});

test("a tool gets its arguments, the idempotency key and a signal that is not aborted", async () => {
  const seen: unknown[] = [];
  await collect(
    tool((context, args) => {
      seen.push(args, context.idempotency_key, context.signal.aborted);
      return Promise.resolve({ content: "" });
    }),
  );

  expect(seen).toEqual([{ a: 1 }, "key", false]);
});

test("progress that comes faster than every 50 ms is merged into the newest", async () => {
  const clock = new ManualClock();
  const { updates, context } = start(hanging, { clock });

  context().progress({ progress: 1, total: 9 });
  expect(await next(updates)).toEqual({ type: "progress", progress: 1, total: 9 });
  for (let step = 2; step <= 8; step += 1) context().progress({ progress: step });
  const merged = next(updates);
  await clock.advance(50);

  expect(await merged).toEqual({ type: "progress", progress: 8 });
  await updates.return();
});

test("the end does not wait for the pause between two progress updates", async () => {
  const { updates, context, finish } = start(hanging);

  context().progress({ progress: 1 });
  await next(updates);
  context().progress({ progress: 2 });
  finish({ content: "done" });

  expect(await next(updates)).toEqual({ type: "result", output: { content: "done" } });
});

test("progress that is no progress is made one", async () => {
  const { updates, context } = start(hanging);
  const odd = { progress: NaN, total: Infinity, message: "m".repeat(10_000), extra: 1 };

  context().progress(odd);

  const update = await next(updates);
  expect(update).toEqual({ type: "progress", message: "m".repeat(500) });
  await updates.return();
});

test("progress after the end is of no use", async () => {
  const { updates, context, finish } = start(hanging);

  finish({ content: "done" });
  await next(updates);
  context().progress({ progress: 1 });

  expect(await updates.next()).toEqual({ done: true, value: undefined });
});

test("a call that takes too long times out, and its tool is told before", async () => {
  const clock = new ManualClock();
  const { updates, context } = start(hanging, { clock, timeout_ms: 1_000 });
  const update = next(updates);

  await clock.advance(999);
  expect(context().signal.aborted).toBe(false);
  await clock.advance(1);

  expect(await update).toMatchObject({ type: "failed", reason: "timed_out" });
  expect(context().signal.reason).toMatchObject({ name: "TimeoutError" });
});

test.each([
  ["the caller", { timeout_ms: 10 }, { timeout_ms: 20 }, 10],
  ["the tool", {}, { timeout_ms: 20 }, 20],
  ["nobody", {}, {}, TOOL_TIMEOUT_MS],
])("how long a call may take is what %s says", async (_, options, more, expected) => {
  const clock = new ManualClock();
  const { updates } = start({ ...hanging, ...more }, { clock, ...options });
  const update = next(updates);

  await clock.advance(expected);

  expect(await update).toMatchObject({ reason: "timed_out" });
});

test("a tool that was asked to stop and ends is cancelled at once", async () => {
  const controller = new AbortController();
  const obedient = tool(
    ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const updates = collect(obedient, { signal: controller.signal });

  controller.abort(new Error("The person stopped it"));

  expect((await updates).at(-1)).toMatchObject({ type: "failed", reason: "cancelled" });
});

test("a tool that was asked to stop and does not has an unknown outcome after four seconds", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const { updates, context } = start(hanging, { clock, signal: controller.signal });

  controller.abort(new Error("The person stopped it"));
  expect(await next(updates)).toEqual({ type: "progress", message: "Asked to stop" });
  expect(context().signal.reason).toMatchObject({ message: "The person stopped it" });
  const update = next(updates);
  await clock.advance(STOP_PATIENCE_MS);

  expect(await update).toMatchObject({ reason: "lost", error: { code: "unresolved" } });
  expect(clock.sleepers).toBe(0);
});

test("a tool that is stopping does not time out", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const { updates } = start(hanging, { clock, signal: controller.signal, timeout_ms: 1_000 });
  controller.abort();
  await next(updates);
  const update = next(updates);

  await clock.advance(1_000);
  await clock.advance(STOP_PATIENCE_MS);

  expect(await update).toMatchObject({ reason: "lost", error: { code: "unresolved" } });
});

test("a call that is cancelled before it begins never runs its tool", async () => {
  let runs = 0;
  const counting = tool(() => Promise.resolve({ content: String((runs += 1)) }));

  const updates = await collect(counting, { signal: AbortSignal.abort() });

  expect(updates).toMatchObject([{ type: "failed", reason: "cancelled" }]);
  expect(runs).toBe(0);
});

test("leaving the loop early cancels the tool and frees the timer", async () => {
  const clock = new ManualClock();
  const { updates, context } = start(hanging, { clock });
  context().progress({ progress: 1 });

  for await (const update of updates) {
    expect(update.type).toBe("progress");
    break;
  }

  expect(context().signal.aborted).toBe(true);
  expect(clock.sleepers).toBe(0);
});

test("a call that ends leaves no timer and no listener behind", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  await collect(
    tool(() => Promise.resolve({ content: "" })),
    { clock, signal: controller.signal },
  );

  controller.abort();

  expect(clock.sleepers).toBe(0);
});

test.each([
  ["a cut-off write", "at_most_once", true],
  ["a cut-off idempotent write", "idempotent", true],
  ["a cut-off read", "read", false],
] as const)("%s says whether it may have taken effect", async (_, effect, isSaid) => {
  const clock = new ManualClock();
  const { updates } = start({ ...hanging, effect }, { clock, timeout_ms: 1_000 });
  const end = next(updates);
  await clock.advance(1_000);

  const update = await end;

  const message = update.type === "failed" ? update.error.message : "";
  expect(message.includes("may have taken effect")).toBe(isSaid);
});

test.each<[string, unknown, object]>([
  [
    "a ToolError",
    new ToolError("There is no such file"),
    { reason: "error", error: { code: "tool_error", message: "There is no such file" } },
  ],
  [
    "any error",
    new TypeError("x is undefined"),
    {
      reason: "error",
      error: { code: "tool_broken", message: '"test__act" broke: x is undefined' },
    },
  ],
  ["a text", "just a text", { reason: "error", error: { code: "tool_broken" } }],
  ["nothing", undefined, { reason: "error", error: { code: "tool_broken" } }],
  [
    "a lost source",
    new SourceFailure("Gone", { reason: "lost", code: "server_lost" }),
    { reason: "lost", error: { code: "server_lost" } },
  ],
])("a tool that throws %s fails the call once", async (_, thrown, expected) => {
  const rejecting = tool(() => Promise.reject(thrown));
  const throwing = tool(() => {
    throw thrown;
  });

  expect(await collect(rejecting)).toMatchObject([{ type: "failed", ...expected }]);
  expect(await collect(throwing)).toMatchObject([{ type: "failed", ...expected }]);
});

test("an error message of a megabyte is shortened", async () => {
  const [update] = await collect(
    tool(() => Promise.reject(new ToolError("x".repeat(1024 * 1024)))),
  );

  expect(JSON.stringify(update).length).toBeLessThan(10_000);
});

test("a tool that gives no output fails the call", async () => {
  // A tool from elsewhere may break the type.
  const broken = tool(() => Promise.resolve(undefined as never));

  expect(await collect(broken)).toMatchObject([{ type: "failed", error: { code: "tool_broken" } }]);
});

test("a result that comes after the tool was asked to stop is its end, and the only one", async () => {
  const controller = new AbortController();
  const { updates, context, finish } = start(hanging, { signal: controller.signal });
  context().progress({ progress: 1 });
  await next(updates);

  controller.abort();
  finish({ content: "done before it heard" });
  await new Promise(setImmediate);
  context().progress({ progress: 2 });

  expect(await next(updates)).toMatchObject({ output: { content: "done before it heard" } });
  expect(await updates.next()).toEqual({ done: true, value: undefined });
});
