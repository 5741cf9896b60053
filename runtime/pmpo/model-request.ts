import type { ModelMessage, ModelRequest, ModelSettings } from "#runtime/model/driver.ts";
import type { ModelRef } from "#runtime/event/routing.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { RunState, ThreadState } from "#runtime/state/thread-state.ts";
import { historyBefore, promptWords, questionMessages, runMessages } from "./messages.ts";
import type { LoopServices } from "./services.ts";

interface Asking {
  readonly context: RunContext;
  readonly prompt: string;
  readonly thread: ThreadState;
  readonly run: RunState;
  readonly services: Pick<LoopServices, "settings">;
}

/** What a model is sent. What only one model can read goes to that model; absent, to none. */
export function modelRequest(asking: Asking, reader?: ModelRef): ModelRequest {
  const { context, prompt, thread, run } = asking;
  const settings = settingsOf(asking);
  return {
    messages: [
      ...(prompt === "" ? [] : [{ role: "system", content: prompt } as const]),
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

/** The rules of the run, and the form that its client wants the answer in. */
function settingsOf({ context, services }: Asking): ModelSettings {
  const response_schema = context.request?.response_schema;
  return { ...services.settings, ...(response_schema !== undefined && { response_schema }) };
}

/** What the run was given, until it summarised some of it. */
function history({ context, thread, run }: Asking): readonly ModelMessage[] {
  const isNewer = (thread.boundary?.sequence ?? 0) > run.first_sequence;
  return isNewer ? historyBefore(thread, run.turn_id) : context.messages;
}
