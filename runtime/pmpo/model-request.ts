import type { ModelMessage, ModelRequest, ModelSettings } from "#runtime/model/driver.ts";
import type { ModelRef } from "#runtime/event/routing.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import {
  historyBefore,
  promptWords,
  questionMessages,
  runMessages,
  saidMessages,
} from "./messages.ts";
import type { LoopServices } from "./services.ts";

interface Asking {
  readonly context: RunContext;
  readonly prompt: string;
  readonly thread: ThreadState;
  readonly run: RunState;
  readonly services: Pick<LoopServices, "settings" | "agent">;
}

/** What a model is sent. What only one model can read goes to that model; absent, to none. */
export function modelRequest(asking: Asking, reader?: ModelRef): ModelRequest {
  const { context, prompt, thread, run, services } = asking;
  const { conversation = [] } = services.agent;
  const settings = settingsOf(asking);
  return {
    messages: [
      ...(prompt === "" ? [] : [{ role: "system", content: prompt } as const]),
      ...(context.request?.direct === true ? [] : saidMessages(conversation)),
      ...history(asking),
      ...questionMessages(promptWords(run, context.user_input), context.attachments),
      ...runMessages(run, thread.boundary, reader),
    ],
    tools: run.tools.map(({ name, description, input_schema }) => ({
      name,
      description,
      input_schema,
    })),
    ...(Object.keys(settings).length > 0 && { settings }),
  };
}

/** The rules of the run, and the form that its client or its agent wants the answer in. */
function settingsOf({ context: { request = {} }, services }: Asking): ModelSettings {
  const ofAgent = request.direct === true ? undefined : services.agent.response_schema;
  const response_schema = request.response_schema ?? ofAgent;
  return { ...services.settings, ...(response_schema !== undefined && { response_schema }) };
}

/** What the run was given, until it summarised some of it. */
function history({ context, thread, run }: Asking): readonly ModelMessage[] {
  const isNewer = (thread.boundary?.sequence ?? 0) > run.first_sequence;
  return isNewer ? historyBefore(thread, run.turn_id) : context.messages;
}
