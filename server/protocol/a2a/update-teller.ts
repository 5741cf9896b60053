import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { RunTeller } from "#server/protocol/run-stream.ts";
import {
  answerArtifact,
  artifact,
  type Artifact,
  type Part,
  questionParts,
  type Task,
  TASK_STATES,
  type TaskState,
  type TaskStatus,
} from "./task.ts";

interface TaskPlace {
  readonly taskId: string;
  readonly contextId: string;
}

/** One message of a stream of A2A 1.0. */
export type StreamResponse =
  | { readonly task: Task }
  | { readonly statusUpdate: TaskPlace & { readonly status: TaskStatus } }
  | {
      readonly artifactUpdate: TaskPlace & {
        readonly artifact: Artifact;
        readonly append: boolean;
        readonly lastChunk: boolean;
      };
    };

/** A run as updates of its task. */
export class UpdateTeller implements RunTeller<StreamResponse> {
  readonly #waits: boolean;
  readonly #pending = new Set<string>();
  #text = "";
  /** Where the text of the step under way begins. */
  #stepStart = 0;
  /** The next words begin a paragraph of their own. */
  #isApart = false;

  constructor({ waits }: { readonly waits: boolean }) {
    this.#waits = waits;
  }

  tell(event: RuntimeEvent): readonly StreamResponse[] {
    switch (event.type) {
      case "turn.submitted":
        return [{ task: submitted(event) }];
      case "turn.started":
        return [status(event, "TASK_STATE_WORKING")];
      case "run.status":
        return [status(event, "TASK_STATE_WORKING", [{ text: event.payload.title }])];
      case "model.requested":
        this.#stepStart = this.#text.length;
        this.#isApart = true;
        return [];
      case "model.delta":
        return this.#spoken(event);
      case "model.failed":
        return this.#takenBack(event);
      case "reasoning.delta":
      case "reasoning.summary":
      case "tool.args":
        this.#isApart = true;
        return [];
      case "artifact.changed":
        this.#isApart = true;
        return artifactUpdates(event);
      case "action.required": {
        const { action_id = event.event_id } = event;
        this.#pending.add(action_id);
        const parts = questionParts({ action_id, ...event.payload });
        return [status(event, "TASK_STATE_INPUT_REQUIRED", parts)];
      }
      case "action.resolved":
        this.#pending.delete(event.action_id ?? "");
        return [status(event, "TASK_STATE_WORKING")];
      case "turn.completed":
        return [...this.#lastWords(event), status(event, "TASK_STATE_COMPLETED")];
      case "turn.failed": {
        const { status: how, error } = event.payload;
        const ended = status(event, TASK_STATES[how], [{ text: error.message }]);
        return [...this.#lastWords(event), ended];
      }
      default:
        return [];
    }
  }

  rest(): readonly StreamResponse[] | undefined {
    return this.#waits || this.#pending.size === 0 ? undefined : [];
  }

  #spoken(event: EventOf<"model.delta">): readonly StreamResponse[] {
    const said = (event.payload.text ?? "") + (event.payload.refusal ?? "");
    if (said === "") return [];
    const text = (this.#isApart && this.#text !== "" ? "\n\n" : "") + said;
    const append = this.#text !== "";
    this.#isApart = false;
    this.#text += text;
    return [answerUpdate(event, text, { append, lastChunk: false })];
  }

  #takenBack(event: EventOf<"model.failed">): readonly StreamResponse[] {
    this.#isApart = true;
    if (event.payload.discarded === undefined || this.#text.length === this.#stepStart) return [];
    this.#text = this.#text.slice(0, this.#stepStart);
    return [answerUpdate(event, this.#text, { append: false, lastChunk: false })];
  }

  #lastWords(event: RuntimeEvent): readonly StreamResponse[] {
    return this.#text === "" ? [] : [answerUpdate(event, "", { append: true, lastChunk: true })];
  }
}

function placeOf({ task_id = "", session_id }: RuntimeEvent): TaskPlace {
  return { taskId: task_id, contextId: session_id };
}

function status(
  event: RuntimeEvent,
  state: TaskState,
  parts: readonly Part[] = [],
): StreamResponse {
  const place = placeOf(event);
  const { timestamp, event_id: messageId } = event;
  const message = { messageId, role: "ROLE_AGENT", parts, ...place } as const;
  const said = parts.length > 0 && { message };
  return { statusUpdate: { ...place, status: { state, timestamp, ...said } } };
}

function answerUpdate(
  event: RuntimeEvent,
  text: string,
  chunk: { readonly append: boolean; readonly lastChunk: boolean },
): StreamResponse {
  const answer = answerArtifact(event.run_id ?? "", text);
  return { artifactUpdate: { ...placeOf(event), artifact: answer, ...chunk } };
}

function artifactUpdates(event: EventOf<"artifact.changed">): readonly StreamResponse[] {
  const { artifact_id = event.event_id, payload } = event;
  const parts = [{ text: payload.content ?? "", mediaType: payload.media_type }];
  const whole = { append: false, lastChunk: true };
  const made = artifact(artifact_id, payload.title, parts);
  return [{ artifactUpdate: { ...placeOf(event), artifact: made, ...whole } }];
}

function submitted(event: EventOf<"turn.submitted">): Task {
  const { session_id, thread_id, turn_id = "", run_id = "", timestamp, payload } = event;
  const { taskId, contextId } = placeOf(event);
  const parts = [{ text: payload.input.text }];
  return {
    id: taskId,
    contextId,
    status: { state: "TASK_STATE_SUBMITTED", timestamp },
    artifacts: [],
    history: [{ messageId: turn_id, role: "ROLE_USER", parts, contextId, taskId }],
    metadata: { session_id, thread_id, turn_id, run_id },
  };
}
