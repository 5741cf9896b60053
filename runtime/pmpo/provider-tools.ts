import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import type { Ids } from "#runtime/services.ts";

type ProviderTool = Extract<NormalizedEvent, { type: "provider_tool" }>;

/** Characters of a provider's own item that are shown as the outcome of its tool. */
const SHOWN_CHARS = 16_000;

/**
 * The tools that a provider ran while it answered, as calls that have begun and ended: the log shows
 * them, the loop has nothing to run. Each one that begins ends, once (R1).
 */
export class ProviderTools {
  readonly #step_id: string;
  readonly #ids: Ids;
  readonly #calls = new Map<string, { tool_call_id: string; name: string; isOpen: boolean }>();

  constructor(step_id: string, ids: Ids) {
    this.#step_id = step_id;
    this.#ids = ids;
  }

  read(event: ProviderTool): EventDraft[] {
    const known = this.#calls.get(event.id);
    if (known?.isOpen === false) return [];
    const isOpen = event.status === "running";
    const tool_call_id = known?.tool_call_id ?? this.#ids.next("call");
    this.#calls.set(event.id, { tool_call_id, name: event.name, isOpen });
    const begun = known === undefined ? [this.#started(tool_call_id, event)] : [];
    return isOpen ? begun : [...begun, this.#outcome(tool_call_id, event)];
  }

  /** The ends of what is still open when the answer is over. */
  ended(): EventDraft[] {
    const open = [...this.#calls.values()].filter(({ isOpen }) => isOpen);
    return open.map(({ tool_call_id, name }) => {
      const message = `The outcome of ${name} is unknown`;
      return this.#failed(tool_call_id, name, "lost", message);
    });
  }

  #started(tool_call_id: string, { id, name, item }: ProviderTool): EventDraft {
    const payload = {
      name,
      arguments: item,
      effect: "read",
      attempt: 1,
      idempotency_key: id,
      provider_executed: true,
    } as const;
    return { type: "tool.started", step_id: this.#step_id, tool_call_id, payload };
  }

  #outcome(tool_call_id: string, { name, status, item }: ProviderTool): EventDraft {
    if (status === "failed") {
      return this.#failed(tool_call_id, name, "error", `The provider's ${name} failed`);
    }
    const content = JSON.stringify(item).slice(0, SHOWN_CHARS);
    const payload = { name, output: { content }, provider_executed: true } as const;
    return { type: "tool.result", step_id: this.#step_id, tool_call_id, payload };
  }

  #failed(
    tool_call_id: string,
    name: string,
    reason: "error" | "lost",
    message: string,
  ): EventDraft {
    const error = { code: reason === "lost" ? "lost" : "provider_tool_failed", message };
    const payload = { name, reason, error, provider_executed: true } as const;
    return { type: "tool.failed", step_id: this.#step_id, tool_call_id, payload };
  }
}
