import {
  historyBefore,
  promptWords,
  questionMessages,
  runMessages,
} from "#runtime/pmpo/messages.ts";
import type { ModelMessage } from "#runtime/model/driver.ts";
import { readRun } from "#runtime/run-events.ts";
import { turnAfter, type ComparedRun } from "#runtime/state/compare/compared-run.ts";
import type { Prompt, PromptMessage } from "#runtime/state/compare/prompt-comparison.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { CommandError, type ControlServices } from "./command.ts";
import { requireRun } from "./find-thread.ts";

/** A run's id, and after an `@` the event up to which it counts: `r_8f2c@311`. */
export interface RunRef {
  readonly run_id: string;
  readonly through?: number;
}

/** Reads a reference to a run; undefined when it is none. */
export function parseRunRef(text: string): RunRef | undefined {
  const [, run_id, through] = /^([^@\s]+)(?:@([1-9]\d{0,9}))?$/.exec(text) ?? [];
  if (run_id === undefined) return undefined;
  return { run_id, ...(through !== undefined && { through: Number(through) }) };
}

/** Newest messages of a prompt that are compared. */
const MESSAGES_MAX = 500;

/** A run with all that is compared of it. Throws a `not_found` CommandError that names what there is not. */
export async function readComparedRun(
  { run_id, through }: RunRef,
  services: ControlServices,
): Promise<ComparedRun> {
  const { thread, run } = await requireRun(services, run_id);
  const state = await thread.state();
  const all = (await readRun(thread.log, run)).map(({ event }) => event);
  const events = through === undefined ? all : all.filter((event) => event.sequence <= through);
  if (through !== undefined && !all.some(({ sequence }) => sequence === through)) {
    const { first_sequence, last_sequence } = run;
    const range = `${first_sequence} to ${last_sequence}`;
    const message = `The run "${run_id}" has no event ${through}; its events are from ${range}`;
    throw new CommandError("not_found", message);
  }
  const turn = turnAfter(events);
  if (turn === undefined) throw new Error(`The log of the run "${run_id}" lacks its beginning`);
  return {
    run_id,
    ...(through !== undefined && { through }),
    title: state.title,
    events,
    turn,
    prompt: promptOf(state, turn),
  };
}

/** What the model of a run was given to read, with all that it learned on the way. */
function promptOf(state: ThreadState, turn: TurnState): Prompt {
  const { turn_id, text, attachments, run } = turn;
  const messages: readonly ModelMessage[] = [
    ...historyBefore(state, turn_id),
    ...questionMessages(promptWords(run, text), attachments),
    ...runMessages(run, state.boundary),
  ];
  return {
    system: run.system_prompt,
    messages: messages.slice(-MESSAGES_MAX).flatMap(promptMessage),
    left_out: Math.max(0, messages.length - MESSAGES_MAX),
  };
}

function promptMessage(message: ModelMessage): readonly PromptMessage[] {
  switch (message.role) {
    case "system":
      return [];
    case "user": {
      const files = (message.attachments ?? []).map(({ name, sha256 }) => `[${name} ${sha256}]`);
      return [{ role: "user", text: [message.content, ...files].join("\n") }];
    }
    case "tool":
      return [{ role: "tool", tool: message.name, text: message.content }];
    case "assistant": {
      const calls = message.tool_calls.map((call) => `${call.name} ${call.arguments}`);
      const text = [message.content, ...calls].filter((part) => part !== "").join("\n");
      return [{ role: "assistant", text }];
    }
  }
}
