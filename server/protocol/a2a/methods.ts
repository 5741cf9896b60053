import { A2aError } from "./a2a-error.ts";
import { listTasks } from "./list-tasks.ts";
import {
  cancelTask,
  getTask,
  sendMessage,
  streamMessage,
  subscribeToTask,
  type TaskStream,
} from "./operations.ts";
import {
  CreatePushConfig,
  createPushConfig,
  deletePushConfig,
  getPushConfig,
  ListPushConfigsRequest,
  listPushConfigs,
  PushConfigRequest,
  type PushServices,
} from "./push-config.ts";
import { ListTasksRequest, parseParams, SendMessageRequest, TaskRequest } from "./request.ts";

/** What a method works with. */
export interface MethodContext extends PushServices {
  /** Aborted when the client has left or the server stops. */
  readonly signal: AbortSignal;
  /** Whether a stream stays open while its task waits for a person. */
  readonly waits: boolean;
}

/** A whole answer, or a task to follow. */
export type Answered = { readonly value: object } | { readonly stream: TaskStream };

type Method = (params: unknown, context: MethodContext) => Promise<Answered>;

/** The operations of A2A 1.0 by the names that JSON-RPC gives them. */
const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    "SendMessage",
    async (params, context) => {
      const request = parseParams(SendMessageRequest, params);
      return { value: { task: await sendMessage(context, request, context.signal) } };
    },
  ],
  [
    "SendStreamingMessage",
    async (params, context) => {
      const request = parseParams(SendMessageRequest, params);
      return { stream: await streamMessage(context, request, context.waits) };
    },
  ],
  [
    "GetTask",
    async (params, context) => ({
      value: await getTask(context, parseParams(TaskRequest, params)),
    }),
  ],
  [
    "ListTasks",
    async (params, context) => ({
      value: await listTasks(context, parseParams(ListTasksRequest, params)),
    }),
  ],
  [
    "CancelTask",
    async (params, context) => {
      const { id } = parseParams(TaskRequest, params);
      return { value: await cancelTask(context, id, context.signal) };
    },
  ],
  [
    "SubscribeToTask",
    async (params, context) => {
      const { id } = parseParams(TaskRequest, params);
      return { stream: await subscribeToTask(context, id) };
    },
  ],
  [
    "CreateTaskPushNotificationConfig",
    async (params, context) => ({
      value: await createPushConfig(context, parseParams(CreatePushConfig, params)),
    }),
  ],
  [
    "GetTaskPushNotificationConfig",
    async (params, context) => ({
      value: await getPushConfig(context, parseParams(PushConfigRequest, params)),
    }),
  ],
  [
    "ListTaskPushNotificationConfigs",
    async (params, context) => {
      const request = parseParams(ListPushConfigsRequest, params);
      return { value: { configs: await listPushConfigs(context, request), nextPageToken: "" } };
    },
  ],
  [
    "DeleteTaskPushNotificationConfig",
    async (params, context) => {
      await deletePushConfig(context, parseParams(PushConfigRequest, params));
      return { value: {} };
    },
  ],
  ["GetExtendedAgentCard", noExtendedCard],
]);

/** Does a method. Throws A2aError or ProblemError. */
export async function callMethod(
  name: string,
  params: unknown,
  context: MethodContext,
): Promise<Answered> {
  const method = METHODS.get(name);
  if (method !== undefined) return method(params, context);
  const known = [...METHODS.keys()].join(", ");
  throw new A2aError(
    "METHOD_NOT_FOUND",
    `There is no method "${name.slice(0, 80)}"; known are ${known}`,
  );
}

async function noExtendedCard(): Promise<never> {
  const message = "The card at its well-known address is all there is";
  throw new A2aError("EXTENDED_AGENT_CARD_NOT_CONFIGURED", message);
}
