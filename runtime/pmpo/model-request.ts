import type { ModelRequest } from "#runtime/model/driver.ts";
import type { ModelRef } from "#runtime/event/routing.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { promptWords, runMessages } from "./messages.ts";
import type { LoopServices } from "./services.ts";

interface Asking {
  readonly context: RunContext;
  readonly prompt: string;
  readonly run: RunState;
  readonly services: Pick<LoopServices, "settings">;
}

/** What a model is sent. What only one model can read goes to that model; absent, to none. */
export function modelRequest(
  { context, prompt, run, services }: Asking,
  reader?: ModelRef,
): ModelRequest {
  return {
    messages: [
      { role: "system", content: prompt },
      ...context.messages,
      { role: "user", content: promptWords(run, context.user_input) },
      ...runMessages(run, reader),
    ],
    tools: run.tools.map(({ name, description, input_schema }) => ({
      name,
      description,
      input_schema,
    })),
    ...(Object.keys(services.settings).length > 0 && { settings: services.settings }),
  };
}
