import { perform } from "#runtime/control/dispatch.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import { type TestRuntime, testRuntime, type TestRuntimeOptions } from "#runtime/test-runtime.ts";

const WRITE = `
- steps: [{ calls: [{ tool: read, arguments: { path: a.md } }, { tool: write, arguments: { path: a.md } }] }]
- steps: [{ text: Done. }]
`;
interface WrittenRun extends Awaited<ReturnType<TestRuntime["ended"]>> {
  readonly runtime: TestRuntime;
  readonly run_id: string;
}

/** A run in which a person let a tool write. */
export async function writtenRun(more: TestRuntimeOptions = {}): Promise<WrittenRun> {
  const runtime = await testRuntime({ passes: WRITE, ...more });
  const { run_id } = await runtime.submit("Write it");
  const run = await runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
  const answer = { action_id: run.approvals[0]?.action_id, decision: "allow_once" };
  await perform(respondAction, answer, runtime.services);
  return { runtime, run_id, ...(await runtime.ended(run_id)) };
}
