import type { Context } from "hono";
import { z } from "zod";

import type { AppEnv } from "#server/security/app-env.ts";
import { readJson } from "#server/security/json-body.ts";
import type { StreamServices } from "#server/sse/stream-services.ts";
import { A2aError, asA2aError } from "./a2a-error.ts";
import { fromLegacy, LEGACY_METHODS, legacyTask, legacyUpdate } from "./legacy.ts";
import { legacyPushConfig } from "./legacy-push.ts";
import { type Answered, callMethod, type MethodContext } from "./methods.ts";
import type { ShownConfig } from "./push-config.ts";
import type { Task } from "./task.ts";
import { taskStream } from "./task-stream.ts";
import { askedVersion } from "./version.ts";

const Request = z.object({
  jsonrpc: z.literal("2.0"),
  id: z.union([z.string().max(200), z.number(), z.null()]).default(null),
  method: z.string(),
  params: z.unknown().optional(),
});

type RpcId = string | number | null;

/** Answers one JSON-RPC request. The method's name tells whether it is one of 1.0 or of 0.3. */
export async function answerRpc(
  c: Context<AppEnv>,
  streams: StreamServices,
  context: MethodContext,
): Promise<Response> {
  let id: RpcId = null;
  try {
    const body = await readJson(c);
    id = idOf(body);
    askedVersion(c);
    const { method, params } = requestOf(body);
    const current = LEGACY_METHODS.get(method);
    const isLegacy = current !== undefined;
    const answered = await callMethod(
      current ?? method,
      isLegacy ? fromLegacy(method, params) : params,
      { ...context, version: isLegacy ? "0.3" : "1.0" },
    );
    if ("value" in answered)
      return c.json(result(id, isLegacy ? legacyValue(method, answered) : answered.value));
    return await taskStream(c, streams, answered.stream, (update) =>
      result(id, isLegacy ? legacyUpdate(update) : update),
    );
  } catch (cause) {
    const error = asA2aError(cause);
    if (error === undefined) throw cause;
    return c.json({ jsonrpc: "2.0", id, error: error.toRpc() });
  }
}

function idOf(body: unknown): RpcId {
  const found = z.object({ id: z.union([z.string().max(200), z.number()]) }).safeParse(body);
  return found.success ? found.data.id : null;
}

function requestOf(body: unknown): z.infer<typeof Request> {
  const parsed = Request.safeParse(body);
  if (parsed.success) return parsed.data;
  const message = `This is no JSON-RPC request: ${z.prettifyError(parsed.error)}`;
  throw new A2aError("INVALID_REQUEST", message);
}

/** In 0.3 each method's whole answer is a task, but for those on configurations. */
function legacyValue(
  method: string,
  { value }: Extract<Answered, { value: object }>,
): object | null {
  // The methods on configurations answer with one, with all, or with nothing.
  if (method.endsWith("Config/delete")) return null;
  if ("configs" in value) return (value.configs as readonly ShownConfig[]).map(legacyPushConfig);
  if (method.includes("/pushNotificationConfig/")) return legacyPushConfig(value as ShownConfig);
  // Of the methods that 0.3 has, sending answers with a wrapped task and all others with a bare one.
  const task = "task" in value ? value.task : value;
  return legacyTask(task as Task);
}

function result(id: RpcId, value: object | null): object {
  return { jsonrpc: "2.0", id, result: value };
}
