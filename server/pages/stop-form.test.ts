import { expect, test } from "vitest";

import { testApp } from "#server/test-app.ts";
import { reader } from "#runtime/test-runtime.ts";

const READ = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: Went on }]
`;

test("the form of a running call stops that call, and the run goes on", async () => {
  const obedient = {
    ...reader,
    run: (_args: object, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason)),
      ),
  };
  const app = await testApp({ passes: READ, tools: [obedient] });
  const { run_id, session_id } = await app.runtime.submit("Read");
  const { calls } = await app.runtime.reaches(run_id, (run) => run.calls[0]?.status === "running");

  const tool_call_id = calls[0]?.tool_call_id ?? "";
  const response = await app.form(`/runs/${run_id}/interrupt`, { tool_call_id });
  const { run } = await app.runtime.ended(run_id);

  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe(`/s/${session_id}`);
  expect([run.status, run.calls[0]?.status]).toEqual(["completed", "cancelled"]);
});
