import { describe, expect, it } from "vitest";

import { openMemoryStore } from "#runtime/log/memory-log.ts";
import {
  isPublished,
  publishedSchema,
  SCHEMAS,
} from "#runtime/replay/testing/published-schemas.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { dispatch, perform } from "./dispatch.ts";
import { exportSnapshot } from "./export-snapshot.ts";

describe("export_snapshot", () => {
  it("gives a document that is valid by the published schema, whatever the session does", async ({
    skip,
  }) => {
    skip(!isPublished, `The published schemas are not at ${SCHEMAS.pathname}`);
    const validate = publishedSchema("agentruntime-lime-profile-snapshot");
    const passes = `
- steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done }]
`;
    const store = openMemoryStore();
    const runtime = await testRuntime({ store, passes });
    const { session_id, run_id } = await runtime.submit("Write");
    const run = await runtime.reaches(run_id, ({ status }) => status === "waiting_permission");
    await runtime.submit("Then this", { session_id });

    const waiting = await perform(exportSnapshot, { session_id }, runtime.services);
    const { services: restarted } = await testRuntime({ store });
    const stale = await perform(exportSnapshot, { session_id }, restarted);
    const action_id = run.approvals[0]?.action_id;
    await dispatch("respond_action", { action_id, decision: "deny" }, runtime.services);
    await runtime.ended(run_id);
    const ended = await perform(exportSnapshot, { session_id }, runtime.services);

    for (const snapshot of [waiting, stale, ended]) {
      expect([validate(snapshot), validate.errors]).toEqual([true, null]);
    }
    expect(waiting.threads[0]).toMatchObject({
      status: "blocked",
      pendingRequests: [{ actionId: action_id }],
      queuedTurns: [{ position: 0 }],
    });
    expect(stale.threads[0]?.status).toBe("stale");
    expect(stale.telemetrySummary.joinStatus).toBe("missing_correlation");
  });

  it("holds no secret", async () => {
    const runtime = await testRuntime();
    const { run } = await runtime.ask("My key is sk-abcdefghijklmnop1234");
    const input = { session_id: run.session_id };

    const snapshot = await perform(exportSnapshot, input, runtime.services);

    expect(JSON.stringify(snapshot)).not.toContain("abcdefghijklmnop1234");
    expect(snapshot.tasks).toMatchObject([{ objective: expect.stringContaining("My key is") }]);
  });
});
