import { z } from "zod";

import type { ControlServices } from "#runtime/control/command.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import { ToolError } from "#runtime/tool/tool.ts";
import type { ClientRun } from "#server/protocol/client-thread.ts";
import type { Hook, HookTarget } from "#server/webhook/outbox-records.ts";
import { TooManyHooksError, type Webhooks } from "#server/webhook/webhooks.ts";
import { A2aError } from "./a2a-error.ts";
import { requireTask } from "./find-task.ts";
import type { A2aVersion } from "./version.ts";

/** Configurations of one task. */
const MAX_CONFIGS = 10;

const Id = z.string().min(1).max(200);
/** Clients send what they leave out as nothing, or as an empty text. */
const absent = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" || value === null ? undefined : value), schema.optional());
const HeaderText = z
  .string()
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/)
  .max(4_000);

/** Where a client wants to be told of a task, and how the message is to prove itself. */
export const PushConfig = z.object({
  id: absent(Id),
  url: z.string().min(1).max(2_000),
  token: absent(HeaderText),
  authentication: absent(
    z.object({ scheme: z.string().regex(/^[\w-]{1,40}$/), credentials: absent(HeaderText) }),
  ),
});
export type PushConfig = z.infer<typeof PushConfig>;

export const CreatePushConfig = PushConfig.extend({ taskId: Id });
export const PushConfigRequest = z.object({ taskId: Id, id: Id });
export const ListPushConfigsRequest = z.object({ taskId: Id });

/** What the operations on configurations work with. */
export interface PushServices {
  readonly control: ControlServices;
  /** Whose tasks they are. */
  readonly agent: string;
  readonly webhooks: Webhooks;
  readonly origin: string;
  readonly version: A2aVersion;
}

/** A configuration as clients see it; its credentials stay here. */
export interface ShownConfig {
  readonly id: string;
  readonly taskId: string;
  readonly url: string;
  readonly token?: string;
  readonly authentication?: { readonly scheme: string };
}

/**
 * Tells a client of what comes of a task that has not ended; the same id again takes the place of the former.
 * Throws A2aError.
 */
export async function createPushConfig(
  services: PushServices,
  { taskId, ...config }: z.infer<typeof CreatePushConfig>,
): Promise<ShownConfig> {
  const found = await requireTask(services, taskId);
  const { sequence } = await found.thread.state();
  const { turn } = await requireTask(services, taskId);
  if (isTerminal(turn.run.status)) {
    throw new A2aError("UNSUPPORTED_OPERATION", `The task "${taskId}" has ended; get it instead`);
  }
  return addConfig(services, { ...found, sequence }, config);
}

/** The same for a task that a message has begun, also where it has gone on or ended meanwhile. */
export function configureBegun(
  services: PushServices,
  { thread, turn }: ClientRun,
  config: PushConfig,
): Promise<ShownConfig> {
  return addConfig(services, { thread, turn, sequence: turn.sequence }, config);
}

/** Throws A2aError where there is none. */
export async function getPushConfig(
  services: PushServices,
  { taskId, id }: z.infer<typeof PushConfigRequest>,
): Promise<ShownConfig> {
  return shown(await requireConfig(services, taskId, id));
}

/** All of a task. Throws A2aError where there is no such task. */
export async function listPushConfigs(
  services: PushServices,
  { taskId }: z.infer<typeof ListPushConfigsRequest>,
): Promise<readonly ShownConfig[]> {
  await requireTask(services, taskId);
  return configsOf(services.webhooks, taskId).map(shown);
}

/** Takes a configuration away; one that is not there is left so. Throws A2aError for an unknown task. */
export async function deletePushConfig(
  services: PushServices,
  { taskId, id }: z.infer<typeof PushConfigRequest>,
): Promise<void> {
  await requireTask(services, taskId);
  const found = configsOf(services.webhooks, taskId).find(({ target }) => target.config_id === id);
  if (found !== undefined) await services.webhooks.remove(found.id);
}

/** Whether an address may be a receiver's, before anything is begun. Throws A2aError. */
export async function checkReceiver(webhooks: Webhooks, url: string): Promise<void> {
  await webhooks.checkReceiver(url).catch(refusal);
}

interface ConfiguredTask extends ClientRun {
  /** Events behind it are told. */
  readonly sequence: number;
}

async function addConfig(
  { webhooks, origin, version }: PushServices,
  { thread, turn, sequence }: ConfiguredTask,
  { id, url, token, authentication }: PushConfig,
): Promise<ShownConfig> {
  const { task_id } = turn;
  const known = configsOf(webhooks, task_id);
  const former = known.find(({ target }) => target.config_id === id);
  if (former === undefined && known.length >= MAX_CONFIGS) {
    const message = `The task "${task_id}" has ${MAX_CONFIGS} configurations; delete one first`;
    throw new A2aError("UNSUPPORTED_OPERATION", message);
  }
  const { scheme, credentials } = authentication ?? {};
  const target = {
    kind: "task",
    task_id,
    // In 0.3 a configuration without a name has that of its task.
    config_id: id ?? (version === "0.3" ? task_id : crypto.randomUUID()),
    version,
    ...(token !== undefined && { token }),
    ...(scheme !== undefined && {
      authentication: { scheme, ...(credentials !== undefined && { credentials }) },
    }),
  } as const;
  const behind = { log: thread.log, sequence, since: turn.submitted_at };
  const made = await webhooks.create({ url, origin, target }, behind).catch(refusal);
  if (former !== undefined) await webhooks.remove(former.id);
  return shown({ ...made, target });
}

type TaskHook = Hook & { readonly target: Extract<HookTarget, { kind: "task" }> };

function configsOf(webhooks: Webhooks, taskId: string): readonly TaskHook[] {
  return webhooks.hooks.filter(
    (hook): hook is TaskHook => hook.target.kind === "task" && hook.target.task_id === taskId,
  );
}

async function requireConfig(
  services: PushServices,
  taskId: string,
  id: string,
): Promise<TaskHook> {
  await requireTask(services, taskId);
  const found = configsOf(services.webhooks, taskId).find(({ target }) => target.config_id === id);
  if (found !== undefined) return found;
  const message = `The task "${taskId}" has no configuration "${id.slice(0, 80)}"`;
  throw new A2aError("TASK_NOT_FOUND", message);
}

function shown({ url, target }: TaskHook): ShownConfig {
  const { config_id: id, task_id: taskId, token, authentication } = target;
  return {
    id,
    taskId,
    url,
    ...(token !== undefined && { token }),
    ...(authentication !== undefined && { authentication: { scheme: authentication.scheme } }),
  };
}

function refusal(cause: unknown): never {
  if (cause instanceof ToolError) throw new A2aError("INVALID_PARAMS", cause.message, { cause });
  if (!(cause instanceof TooManyHooksError)) throw cause;
  throw new A2aError("UNSUPPORTED_OPERATION", cause.message, { cause });
}
