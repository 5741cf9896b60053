import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { FinishReason } from "#runtime/event/model.ts";
import type { Citation, Failure, Json, Usage } from "#runtime/event/shared.ts";
import { addUsage } from "#runtime/state/add-usage.ts";
import { type CapturedFact, UNKNOWN_QUESTION } from "./capture.ts";

/** What a capture says of a run at its beginning; what it does not say is absent. */
export interface RunFacts {
  readonly question?: string | undefined;
  readonly agent?: string | undefined;
  readonly model?: string | undefined;
}

export interface StepFacts {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly message_count?: number | undefined;
}

interface StepEnd {
  readonly finish_reason?: FinishReason | undefined;
  readonly usage?: Usage | undefined;
}

/** The year 9999: later times have no ISO 8601 text that everybody reads. */
const LATEST_MS = 253_402_300_799_999;

/**
 * Tells what a capture holds in the words of our catalogue, in its order: a run opens before its steps,
 * a step before its words, and what is begun gets one end (R1). What the capture does not say is marked
 * as unknown in `refs`, never made up.
 */
export class RunWriter {
  readonly #facts: CapturedFact[] = [];
  readonly #closers: (() => void)[] = [];
  #at: number | undefined;
  #runs = 0;
  #isOpen = false;
  #steps = 0;
  #step: string | undefined;
  #usage: Usage = {};
  #citations = 0;
  #model: string | undefined;

  get facts(): readonly CapturedFact[] {
    return this.#facts;
  }

  /** Whether a run is begun and not at its end. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The step in which a model answers, or the last one that did. */
  get step(): string | undefined {
    return this.#step ?? (this.#steps === 0 ? undefined : `st_${this.#steps}`);
  }

  /** Whether a model answers. */
  get isAsking(): boolean {
    return this.#step !== undefined;
  }

  /** When the following happened, in milliseconds since 1970; undefined for unknown. */
  moveTo(at: number | undefined): void {
    this.#at = at !== undefined && at >= 0 && at <= LATEST_MS ? at : undefined;
  }

  /** Calls back before each run ends, to end what is open in it. */
  beforeEnd(close: () => void): void {
    this.#closers.push(close);
  }

  /** A run begins. One that is still open ends as cut off. */
  begin({ question, agent, model }: RunFacts = {}): void {
    this.cutOff();
    this.#isOpen = true;
    this.#runs += 1;
    this.#steps = 0;
    this.#usage = {};
    this.#citations = 0;
    this.#model = model;
    const isKnown = question !== undefined && question.trim() !== "";
    const input = { text: isKnown ? question : UNKNOWN_QUESTION };
    this.write(
      { type: "turn.submitted", payload: { input, options: {} } },
      isKnown ? {} : { input: "unknown" },
    );
    const named = { agent: agent ?? "unknown", model: model ?? "unknown" };
    this.write({ type: "turn.started", payload: named });
  }

  ensureRun(facts: RunFacts = {}): void {
    if (!this.#isOpen) this.begin(facts);
  }

  /** A model is asked. A step that is still open ends here. */
  beginStep({ provider, model, message_count }: StepFacts = {}): void {
    this.ensureRun({ model });
    this.endStep();
    this.#steps += 1;
    this.#step = `st_${this.#steps}`;
    const asked = {
      provider: provider ?? "unknown",
      model: model ?? this.#model ?? "unknown",
      message_count: message_count ?? 0,
      tools: 0,
    };
    const unknown = { ...(message_count === undefined && { message_count: "unknown" }) };
    if (this.#model === undefined && model !== undefined) this.#nameModel(asked);
    this.write({ type: "model.requested", payload: asked }, { tools: "unknown", ...unknown });
  }

  /** The run is answered by the model that it asks first, where its beginning did not say by which. */
  #nameModel({ provider, model }: { readonly provider: string; readonly model: string }): void {
    this.#model = model;
    const at = this.#facts.findLastIndex(({ draft }) => draft.type === "turn.started");
    const started = this.#facts[at];
    if (started?.draft.type !== "turn.started") return;
    const name = provider === "unknown" ? model : `${provider}/${model}`;
    const payload = { ...started.draft.payload, model: name };
    this.#facts[at] = { ...started, draft: { ...started.draft, payload } };
  }

  ensureStep(): void {
    if (this.#step === undefined) this.beginStep();
  }

  /** A piece of the answer. */
  text(text: string): void {
    if (text === "") return;
    this.ensureStep();
    this.write({ type: "model.delta", payload: { text } });
  }

  /** A piece of what the model thinks. */
  reasoning(text: string): void {
    if (text === "") return;
    this.ensureStep();
    this.write({ type: "reasoning.delta", payload: { text } });
  }

  /** A source of the answer; its number is its place among them. */
  cite(source: Omit<Citation, "index">): void {
    this.ensureStep();
    this.#citations += 1;
    const citation = { index: this.#citations, ...source };
    this.write({ type: "model.delta", payload: { citation } });
  }

  /** The model's answer is over. Nothing where none is open. */
  endStep({ finish_reason = "unknown", usage = {} }: StepEnd = {}): void {
    if (this.#step === undefined) return;
    this.#usage = addUsage(this.#usage, usage);
    this.write({ type: "model.completed", payload: { finish_reason, usage, tool_calls: [] } });
    this.#step = undefined;
  }

  /** The model's answer broke off. Nothing where none is open. */
  failStep(error: Failure): void {
    if (this.#step === undefined) return;
    this.write({ type: "model.failed", payload: { reason: "error", error } });
    this.#step = undefined;
  }

  /** Where the run says that it is. */
  status(title: string): void {
    this.ensureRun();
    this.write({ type: "run.status", payload: { status: "running", title } });
  }

  /** A part that our catalogue has no class for: kept as it is. */
  unknown(kind: string, value: unknown): void {
    this.ensureRun();
    const message = `The capture holds ${kind}, for which there is no class of event`;
    const payload = { code: "capture_part", message, details: jsonOf(value) };
    this.write({ type: "runtime.warning", payload });
  }

  /** The run did its work. `usage` where the capture gives it for the whole run: its last answer has it. */
  complete(usage: Usage = {}): void {
    this.ensureRun();
    this.endStep({ usage });
    this.#close();
    const all = Object.keys(usage).length === 0 ? this.#usage : usage;
    this.write({ type: "turn.completed", payload: { usage: all } });
    this.#isOpen = false;
  }

  /** The run did not; `lost` is our own word for a capture that ends before its run. */
  fail(error: Failure, status: "failed" | "cancelled" | "lost" = "failed"): void {
    this.ensureRun();
    this.failStep(error);
    this.#close();
    const refs: Record<string, string> = status === "lost" ? { added_by: "import" } : {};
    this.write({ type: "turn.failed", payload: { status, error, usage: this.#usage } }, refs);
    this.#isOpen = false;
  }

  /** The capture ends, or another run begins. Nothing where the run had its end. */
  cutOff(): void {
    if (!this.#isOpen) return;
    const message = "The capture ends here: what became of the run is unknown";
    this.fail({ code: "cut_off", message }, "lost");
  }

  /** Adds a fact to the open run. */
  write(draft: EventDraft, refs: Record<string, string> = {}): void {
    const step_id = draft.step_id ?? this.#step;
    const named = {
      ...draft,
      ...(step_id !== undefined && { step_id }),
      ...(Object.keys(refs).length > 0 && { refs }),
    };
    const time = this.#at === undefined ? {} : { at: this.#at };
    this.#facts.push({ draft: named, run: this.#runs - 1, ...time });
  }

  #close(): void {
    for (const close of this.#closers) close();
  }
}

/** A value of a capture as JSON, with every key that it has; what is no value at all, is null. */
export function jsonOf(value: unknown): Json {
  // Captures are read by JSON.parse, so their values are JSON.
  return (value ?? null) as Json;
}
