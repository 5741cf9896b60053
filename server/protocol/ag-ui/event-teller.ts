import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import { laneMessages } from "#runtime/event/lane.ts";
import type { Usage } from "#runtime/event/shared.ts";
import type { RunTeller } from "#server/protocol/run-stream.ts";
import type { AgUiEvent } from "./ag-ui-event.ts";
import { type Interrupt, interruptOf } from "./interrupts.ts";
import { Messages } from "./messages.ts";
import type { AskedRun } from "./run-input.ts";
import { SharedState } from "./shared-state.ts";
import { StepTeller } from "./step-teller.ts";

export interface EventTellerOptions extends Pick<
  AskedRun,
  "threadId" | "runId" | "state" | "messages"
> {
  /** Whether the answer stays open while a call waits for a person; else it ends there with its interrupts. */
  readonly waits: boolean;
  /** The sequence behind which a run that was interrupted goes on; to the client that is a run of its own. */
  readonly goesOnAfter?: number | undefined;
}

/** A run as events of AG-UI 1.0. */
export class EventTeller implements RunTeller<AgUiEvent> {
  readonly #options: EventTellerOptions;
  readonly #steps = new StepTeller();
  readonly #state: SharedState;
  readonly #messages: Messages;
  readonly #pending = new Map<string, Interrupt>();
  readonly #subagents = new Map<string, AgUiEvent>();
  #hasBegun = false;
  #model = "";

  constructor(options: EventTellerOptions) {
    this.#options = options;
    this.#state = new SharedState(options.state);
    this.#messages = new Messages(options.messages);
  }

  tell(event: RuntimeEvent): readonly AgUiEvent[] {
    const begun = this.#beginning(event);
    const discarded = this.#steps.discarded(event);
    const told = [
      ...this.#steps.tell(event),
      ...this.#takenBack(discarded),
      ...this.#subagent(event),
      ...this.#changes(event),
      ...this.#lanes(event),
      ...this.#ending(event),
    ];
    const timestamp = Date.parse(event.timestamp);
    for (const one of told) this.#messages.hear(one);
    return [...begun, ...told].map((one) => ({ ...one, timestamp }));
  }

  rest(): readonly AgUiEvent[] | undefined {
    if (this.#options.waits || this.#pending.size === 0) return undefined;
    const interrupts = [...this.#pending.values()];
    const outcome = { type: "suspended", interruptIds: interrupts.map(({ id }) => id) };
    const suspended = [...this.#subagents.keys()].map((subagentRunId): AgUiEvent => {
      return { type: "SUBAGENT_FINISHED", subagentRunId, outcome };
    });
    return [...suspended, this.#finished({ outcome: { type: "interrupt", interrupts } })];
  }

  /** What opens the client's run: with the first event, or with the first one behind an interrupt. */
  #beginning({ sequence, ...ids }: RuntimeEvent): readonly AgUiEvent[] {
    if (this.#hasBegun || sequence <= (this.#options.goesOnAfter ?? 0)) return [];
    this.#hasBegun = true;
    const { threadId, runId } = this.#options;
    const { session_id, thread_id, run_id } = ids;
    return [
      { type: "RUN_STARTED", threadId, runId, metadata: { session_id, thread_id, run_id } },
      { type: "STATE_SNAPSHOT", snapshot: this.#state.snapshot() },
      ...this.#subagents.values(),
    ];
  }

  #takenBack(discarded: ReadonlySet<string>): readonly AgUiEvent[] {
    if (discarded.size === 0) return [];
    this.#messages.discard(discarded);
    return [{ type: "MESSAGES_SNAPSHOT", messages: this.#messages.all }];
  }

  #changes(event: RuntimeEvent): readonly AgUiEvent[] {
    const delta = this.#state.hear(event);
    return delta.length === 0 ? [] : [{ type: "STATE_DELTA", delta }];
  }

  /** What no event of the protocol is there for. */
  #lanes(event: RuntimeEvent): readonly AgUiEvent[] {
    if (event.type === "turn.started") this.#model = event.payload.model;
    if (event.type === "action.required") {
      const interrupt = interruptOf(event);
      this.#pending.set(interrupt.id, interrupt);
    }
    if (event.type === "action.resolved") this.#pending.delete(event.action_id ?? "");
    return laneMessages(event).flatMap((message): readonly AgUiEvent[] => {
      switch (message.type) {
        case "BundleHtml": {
          const { artifact_id: messageId } = message.payload;
          const content = message.payload;
          return [{ type: "ACTIVITY_SNAPSHOT", messageId, activityType: "uar.bundle", content }];
        }
        case "Approval":
          return [{ type: "CUSTOM", name: "uar.approval", value: message.payload }];
        case "ToolsProgress":
          if (event.type !== "tool.progress") return [];
          return [{ type: "CUSTOM", name: "uar.tool", value: message.payload }];
        case "Error":
          if (event.type === "turn.failed") return [];
          return [{ type: "CUSTOM", name: "uar.error", value: message.payload }];
        default:
          return [];
      }
    });
  }

  #subagent(event: RuntimeEvent): readonly AgUiEvent[] {
    const subagentRunId = event.subagent_id ?? "";
    switch (event.type) {
      case "subagent.spawned": {
        const started = startedSubagent(event);
        this.#subagents.set(subagentRunId, started);
        return [started];
      }
      case "subagent.completed":
        if (!this.#subagents.delete(subagentRunId)) return [];
        return [{ type: "SUBAGENT_FINISHED", subagentRunId, result: event.payload.result }];
      case "subagent.failed":
        return this.#lostSubagent(subagentRunId, event.payload.error);
      case "turn.completed":
      case "turn.failed": {
        const error = { code: "lost", message: "The run ended before its sub-agent" };
        return [...this.#subagents.keys()].flatMap((id) => this.#lostSubagent(id, error));
      }
      default:
        return [];
    }
  }

  #lostSubagent(
    subagentRunId: string,
    { code, message }: { code: string; message: string },
  ): readonly AgUiEvent[] {
    if (!this.#subagents.delete(subagentRunId)) return [];
    return [{ type: "SUBAGENT_ERROR", subagentRunId, message, code }];
  }

  #ending(event: RuntimeEvent): readonly AgUiEvent[] {
    if (event.type === "turn.completed") {
      return [
        this.#finished({ outcome: { type: "success" }, ...this.#usage(event.payload.usage) }),
      ];
    }
    if (event.type !== "turn.failed") return [];
    const { status, error, usage = {} } = event.payload;
    if (status === "cancelled") {
      return [this.#finished({ outcome: { type: "cancelled" }, ...this.#usage(usage) })];
    }
    const { message, code } = error;
    return [{ type: "RUN_ERROR", message, code, ...this.#usage(usage) }];
  }

  #finished(more: object): AgUiEvent {
    const { threadId, runId } = this.#options;
    return { type: "RUN_FINISHED", threadId, runId, ...more };
  }

  #usage(usage: Usage): object {
    const counts = Object.entries(COUNTS).flatMap(([key, name]) => {
      const count = usage[name];
      return count === undefined ? [] : [[key, Math.round(count)] as const];
    });
    if (counts.length === 0) return {};
    return { usage: [{ model: this.#model, ...Object.fromEntries(counts) }] };
  }
}

const COUNTS = {
  inputTokens: "input_tokens",
  outputTokens: "output_tokens",
  cachedInputTokens: "cached_input_tokens",
  reasoningTokens: "reasoning_tokens",
} as const satisfies Record<string, keyof Usage>;

function startedSubagent({ subagent_id, payload }: EventOf<"subagent.spawned">): AgUiEvent {
  const { agent, objective, parent_subagent_id, parent_tool_call_id } = payload;
  return {
    type: "SUBAGENT_STARTED",
    subagentRunId: subagent_id ?? "",
    name: agent,
    description: objective,
    ...(parent_subagent_id !== undefined && { parentSubagentRunId: parent_subagent_id }),
    ...(parent_tool_call_id !== undefined && { parentToolCallId: parent_tool_call_id }),
  };
}
