import type { ControlServices } from "#runtime/control/command.ts";
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
import { ListTasksRequest, parseParams, SendMessageRequest, TaskRequest } from "./request.ts";

/** What a method works with. */
export interface MethodContext {
  readonly control: ControlServices;
  readonly agent: string;
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
    async (params, { control, agent, signal }) => {
      const request = parseParams(SendMessageRequest, params);
      return { value: { task: await sendMessage(control, agent, request, signal) } };
    },
  ],
  [
    "SendStreamingMessage",
    async (params, { control, agent, waits }) => {
      const request = parseParams(SendMessageRequest, params);
      return { stream: await streamMessage(control, agent, request, waits) };
    },
  ],
  [
    "GetTask",
    async (params, { control }) => ({
      value: await getTask(control, parseParams(TaskRequest, params)),
    }),
  ],
  [
    "ListTasks",
    async (params, { control }) => ({
      value: await listTasks(control, parseParams(ListTasksRequest, params)),
    }),
  ],
  [
    "CancelTask",
    async (params, { control, signal }) => {
      const { id } = parseParams(TaskRequest, params);
      return { value: await cancelTask(control, id, signal) };
    },
  ],
  [
    "SubscribeToTask",
    async (params, { control }) => {
      const { id } = parseParams(TaskRequest, params);
      return { stream: await subscribeToTask(control, id) };
    },
  ],
  ["CreateTaskPushNotificationConfig", noPushNotifications],
  ["GetTaskPushNotificationConfig", noPushNotifications],
  ["ListTaskPushNotificationConfigs", noPushNotifications],
  ["DeleteTaskPushNotificationConfig", noPushNotifications],
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

async function noPushNotifications(): Promise<never> {
  const message = "Push notifications are not sent; subscribe to the task";
  throw new A2aError("PUSH_NOTIFICATION_NOT_SUPPORTED", message);
}

async function noExtendedCard(): Promise<never> {
  const message = "The card at its well-known address is all there is";
  throw new A2aError("EXTENDED_AGENT_CARD_NOT_CONFIGURED", message);
}
