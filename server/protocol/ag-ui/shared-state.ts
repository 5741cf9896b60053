import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { laneMessages } from "#runtime/event/lane.ts";
import type { Json } from "#runtime/event/shared.ts";
import { isObject } from "#runtime/tool/json-object.ts";

/** An operation of RFC 6902, as STATE_DELTA carries it. */
interface PatchOperation {
  readonly op: "add" | "replace";
  readonly path: string;
  readonly value: unknown;
}

/** Where the state that the client gave holds ours. */
const ROOT = "/uar";

/** What a run tells its client beside its messages, kept as AG-UI's shared state under `uar`. */
export class SharedState {
  readonly #given: Json | undefined;
  readonly #citations: unknown[] = [];
  readonly #artifacts = new Map<string, unknown>();
  #status: unknown = { status: "queued", title: "" };
  #usage: object = {};

  constructor(given: Json | undefined) {
    this.#given = given;
  }

  /** Everything so far; what the client's own state holds beside `uar` stays. */
  snapshot(): object {
    const given = isObject(this.#given) ? this.#given : {};
    return {
      ...given,
      uar: {
        status: this.#status,
        usage: this.#usage,
        citations: [...this.#citations],
        artifacts: Object.fromEntries(this.#artifacts),
      },
    };
  }

  /** What an event changes. */
  hear(event: RuntimeEvent): readonly PatchOperation[] {
    return laneMessages(event).flatMap((message): readonly PatchOperation[] => {
      switch (message.type) {
        case "Status":
          this.#status = message.payload;
          return [{ op: "replace", path: `${ROOT}/status`, value: message.payload }];
        case "Citation":
          this.#citations.push(message.payload);
          return [{ op: "add", path: `${ROOT}/citations/-`, value: message.payload }];
        case "Artifact": {
          const { artifact_id } = message.payload;
          this.#artifacts.set(artifact_id, message.payload);
          const path = `${ROOT}/artifacts/${pointerToken(artifact_id)}`;
          return [{ op: "add", path, value: message.payload }];
        }
        case "Usage":
          // Tokens, costs and limits come in messages of their own.
          this.#usage = { ...this.#usage, ...message.payload };
          return [{ op: "replace", path: `${ROOT}/usage`, value: this.#usage }];
        default:
          return [];
      }
    });
  }
}

/** A key as a part of a JSON Pointer (RFC 6901). */
function pointerToken(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
