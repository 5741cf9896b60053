import { openMemoryStore } from "#runtime/log/memory-log.ts";
import type { LogStore } from "#runtime/log/port.ts";
import { createTask } from "#runtime/control/create-task.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { createSession } from "#runtime/control/sessions.ts";
import { testRuntime, type TestRuntime } from "#runtime/test-runtime.ts";
import { HoldingDriver } from "./holding-driver.ts";

interface SessionWithTasks {
  readonly runtime: TestRuntime;
  readonly session_id: string;
  readonly thread_id: string;
  readonly first: string;
  readonly second: string;
  readonly third: string;
}

/** A session with up to three tasks that nobody has started, in a runtime of its own. */
export async function withTasks(
  objectives: readonly string[],
  store: LogStore = openMemoryStore(),
): Promise<SessionWithTasks> {
  const runtime = await testRuntime({ store, driver: new HoldingDriver() });
  const { session_id, thread_id } = await perform(createSession, {}, runtime.services);
  const ids: string[] = [];
  for (const objective of objectives) {
    const { task } = await perform(createTask, { session_id, objective }, runtime.services);
    ids.push(task.task_id);
  }
  const [first = "", second = "", third = ""] = ids;
  return { runtime, session_id, thread_id, first, second, third };
}
