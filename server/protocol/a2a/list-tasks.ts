import type { RunSummary } from "#runtime/state/summary.ts";
import { A2aError } from "./a2a-error.ts";
import type { TaskScope } from "./find-task.ts";
import { shortened } from "./operations.ts";
import type { ListTasksRequest } from "./request.ts";
import { type Task, TASK_STATES, taskOf } from "./task.ts";

/** A page of tasks, the one that changed last first. */
export interface TaskPage {
  readonly tasks: readonly (Omit<Task, "artifacts"> & Partial<Pick<Task, "artifacts">>)[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
  readonly pageSize: number;
  readonly totalSize: number;
}

const DEFAULT_PAGE = 50;

/** Lists the tasks of an agent. Throws A2aError for a status that is none. */
export async function listTasks(
  { control: { threads }, agent }: TaskScope,
  request: ListTasksRequest,
): Promise<TaskPage> {
  const runs = (await threads.list())
    .flatMap((summary) => summary.runs.filter((run) => run.agent === agent))
    .filter(filterOf(request))
    .toSorted((left, right) => changedAt(right).localeCompare(changedAt(left)));
  const pageSize = request.pageSize ?? DEFAULT_PAGE;
  const from = Number(request.pageToken ?? 0);
  const tasks: Task[] = [];
  for (const { run_id } of runs.slice(from, from + pageSize)) {
    const state = await (await threads.find(run_id))?.state();
    const turn = state?.turns.find((known) => known.run_id === run_id);
    if (turn !== undefined) tasks.push(shortened(taskOf(turn), request.historyLength));
  }
  const nextPageToken = from + pageSize < runs.length ? String(from + pageSize) : "";
  const shown = request.includeArtifacts === true ? tasks : tasks.map(withoutArtifacts);
  return { tasks: shown, nextPageToken, pageSize: shown.length, totalSize: runs.length };
}

function withoutArtifacts({
  id,
  contextId,
  status,
  history,
  metadata,
}: Task): Omit<Task, "artifacts"> {
  return { id, contextId, status, history, metadata };
}

function filterOf({
  contextId,
  status,
  statusTimestampAfter,
}: ListTasksRequest): (run: RunSummary) => boolean {
  if (status != null && status !== "" && !KNOWN.has(status)) {
    throw new A2aError("INVALID_PARAMS", `There is no task state "${status.slice(0, 40)}"`);
  }
  const after = statusTimestampAfter == null ? 0 : Date.parse(statusTimestampAfter);
  return (run) =>
    (contextId == null || contextId === "" || run.session_id === contextId) &&
    (status == null || status === "" || status === ANY || TASK_STATES[run.status] === status) &&
    Date.parse(changedAt(run)) >= after;
}

const ANY = "TASK_STATE_UNSPECIFIED";
const KNOWN: ReadonlySet<string> = new Set([
  ANY,
  "TASK_STATE_REJECTED",
  "TASK_STATE_AUTH_REQUIRED",
  ...Object.values(TASK_STATES),
]);

function changedAt({ ended_at, started_at, submitted_at }: RunSummary): string {
  return ended_at ?? started_at ?? submitted_at;
}
