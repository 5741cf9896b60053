import { expect, test } from "vitest";

import { RunningProcesses } from "#runtime/process/running-processes.ts";
import { reader } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { testApp } from "#server/test-app.ts";

const CALL = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }] }]
- steps: [{ text: Went on }]
`;
const process_id = "p_1";

test("the card of a call writes to its command and ends it, by plain forms", async () => {
  const processes = new RunningProcesses();
  const written: string[] = [];
  const talking: Tool = {
    ...reader,
    run: (_args, context) =>
      new Promise((resolve) => {
        const started = { process_id, command: ["cat"], cwd: "/", takes_input: true };
        context.record({ type: "process.started", payload: started });
        const write = (text: string) => written.push(text);
        const terminate = (reason: string) => {
          const payload = { process_id, reason, requested_by: "person" } as const;
          context.record({ type: "process.terminated", payload });
          resolve({ content: reason });
        };
        processes.add({ process_id, takesInput: true, write, terminate });
      }),
  };
  const app = await testApp({ passes: CALL, tools: [talking], processes });
  const { run_id, session_id } = await app.runtime.submit("Talk");
  await app.runtime.reaches(run_id, ({ environment }) => environment !== undefined);

  const page = await (await app.fetch(`/s/${session_id}`)).text();
  const actions = [...page.matchAll(/action="([^"]*processes[^"]*)"/g)].map(([, action]) => action);
  const sent = await app.form(actions[0] ?? "", { input: "Ada" });
  const ended = await app.form(actions[1] ?? "", {});
  const { run } = await app.runtime.ended(run_id);
  const after = await (await app.fetch(`/s/${session_id}`)).text();

  expect(actions).toEqual([
    `/runs/${run_id}/processes/${process_id}/input`,
    `/runs/${run_id}/processes/${process_id}/end`,
  ]);
  expect([sent.status, sent.headers.get("location")]).toEqual([303, `/s/${session_id}`]);
  expect([ended.status, written]).toEqual([303, ["Ada\n"]]);
  expect(run.calls[0]?.output?.content).toBe("Ended by you");
  expect(after).not.toContain("/processes/");
});
