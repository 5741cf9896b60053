import { expect, test } from "vitest";

import type { ToolUpdate } from "#runtime/tool/execute.ts";
import { hostile, start } from "#runtime/tool/testing/fixture-servers.ts";
import { call, find, run } from "#runtime/tool/testing/source-calls.ts";

test("F22 mcp-hang: a server that hangs in a cancelled call is ended, and the next need starts it again", async () => {
  const source = await start({ stuck: hostile("spins"), plain: hostile("plain") });

  const updates = await stopOnceBegun(source);

  expect(updates).toMatchObject([
    { message: "Asked to stop" },
    { message: "Does not answer: ending its process" },
    { type: "failed", reason: "lost", error: { code: "server_ended" } },
  ]);
  expect(await call(find(source, "plain__act"))).toMatchObject({ type: "result" });
  expect(source.health()).toMatchObject([{ status: "failed" }, { status: "connected" }]);
  await source.reconnect("stuck");
  expect(source.health()).toMatchObject([{ status: "connected" }, { status: "connected" }]);
});

test("a server that others use is not ended for one cancelled call", async () => {
  const source = await start({ stuck: hostile("spins") });
  const stopping = stopOnceBegun(source);
  const other = new AbortController();
  const waiting = Array.fromAsync(run(find(source, "stuck__act"), {}, other.signal));

  const updates = await stopping;

  expect(updates).toMatchObject([{ message: "Asked to stop" }, { reason: "cancelled" }]);
  expect(source.health()).toMatchObject([{ status: "connected" }]);
  other.abort();
  expect((await waiting).at(-1)).toMatchObject({ reason: "lost" });
});

/** What a call says after it was stopped in its midst. */
async function stopOnceBegun(source: Awaited<ReturnType<typeof start>>): Promise<ToolUpdate[]> {
  const controller = new AbortController();
  const after: ToolUpdate[] = [];
  for await (const update of run(find(source, "stuck__act"), {}, controller.signal)) {
    if (controller.signal.aborted) after.push(update);
    else controller.abort(new Error("Stop"));
  }
  return after;
}
