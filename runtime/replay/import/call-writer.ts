import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { ToolFailureReason } from "#runtime/event/tool.ts";
import { jsonIn } from "./json-text.ts";
import { jsonOf, type RunWriter } from "./run-writer.ts";

/** A call as the capture tells of it. */
export interface CallFacts {
  readonly name?: string | undefined;
  readonly arguments?: unknown;
  readonly provider_executed?: boolean | undefined;
}

interface Call {
  readonly tool_call_id: string;
  readonly step_id: string | undefined;
  name: string;
  written: string;
  /** Whether a piece of it was told. */
  isTold: boolean;
  state: "writing" | "running" | "ended";
}

/**
 * Tells of a capture's tool calls and approvals. They go by the capture's own ids; each gets one of ours,
 * a beginning before its end, and one end (R1), also where the capture leaves one of them out.
 */
export class CallWriter {
  readonly #run: RunWriter;
  readonly #calls = new Map<string, Call>();
  readonly #asked = new Map<string, { readonly action_id: string; readonly call: Call }>();
  #count = 0;
  #questions = 0;

  constructor(run: RunWriter) {
    this.#run = run;
    run.beforeEnd(() => this.#close());
  }

  /** The model writes a piece of a call. `name` may come with any piece. */
  write(id: string, text: string, name?: string): void {
    this.#run.ensureStep();
    const call = this.#begun(id, name);
    if (call.state !== "writing") return;
    const isNew = call.written === "" && !call.isTold;
    if (text === "" && !isNew) return;
    call.written += text;
    call.isTold = true;
    const said = { text, ...(isNew && { name: call.name }) };
    this.#tell(call, { type: "tool.args", payload: said });
  }

  /** A call is written to its end; one of which no piece came is written at once. */
  offer(id: string, { name, arguments: given }: CallFacts): void {
    const known = this.#calls.get(id);
    const isWritten = known?.state === "writing" && known.written !== "";
    this.write(id, isWritten || given === undefined ? "" : JSON.stringify(given), name);
  }

  /** A call runs. It was asked for what was written of it, unless the capture says what. */
  start(id: string, facts: CallFacts = {}): void {
    this.#run.ensureRun();
    const call = this.#begun(id, facts.name);
    if (call.state !== "writing") return;
    call.state = "running";
    const given = facts.arguments ?? parsed(call.written) ?? {};
    const payload = {
      name: call.name,
      arguments: jsonOf(given),
      effect: "at_most_once",
      attempt: 1,
      idempotency_key: call.tool_call_id,
      ...(facts.provider_executed === true && { provider_executed: true as const }),
    } as const;
    this.#tell(call, { type: "tool.started", payload }, { effect: "unknown", foreign_id: id });
  }

  /** What a running call says on its way. */
  progress(id: string, message: string): void {
    const call = this.#running(id);
    if (call !== undefined) this.#tell(call, { type: "tool.progress", payload: { message } });
  }

  /** A call's result; what is not text is written as JSON. */
  result(id: string, output: unknown, name?: string): void {
    const call = this.#running(id, name);
    if (call === undefined) return this.#run.unknown("a second result of a call", { id, output });
    const content = typeof output === "string" ? output : JSON.stringify(jsonOf(output), null, 2);
    const said = typeof output === "string" ? { content } : { content, details: jsonOf(output) };
    call.state = "ended";
    this.#tell(call, { type: "tool.result", payload: { name: call.name, output: said } });
  }

  /** A call gave no result. */
  fail(id: string, reason: ToolFailureReason, message: string, name?: string): void {
    const call = this.#running(id, name);
    if (call === undefined) return this.#run.unknown("a second end of a call", { id, message });
    this.#end(call, reason, message);
  }

  /** Somebody is asked whether a call may run. */
  ask(approval: string, id: string, prompt: string, rule = "unknown"): void {
    if (this.#asked.has(approval)) return this.#run.unknown("a second question", { approval, id });
    this.#run.ensureRun();
    const call = this.#begun(id);
    this.#questions += 1;
    const action_id = `act_${this.#questions}`;
    this.#asked.set(approval, { action_id, call });
    const draft: EventDraft = {
      type: "action.required",
      action_id,
      payload: {
        action_type: "tool_approval",
        tool: call.name,
        arguments: jsonOf(parsed(call.written) ?? {}),
        arguments_hash: "unknown",
        prompt,
        rule,
        decisions: [],
      },
    };
    this.#tell(call, draft);
  }

  /** The answer to such a question. */
  decide(approval: string, isAllowed: boolean, reason?: string): void {
    const asked = this.#asked.get(approval);
    if (asked === undefined) return this.#run.unknown("an answer to no question", { approval });
    this.#asked.delete(approval);
    const decision = isAllowed ? "allow_once" : "deny";
    const said = { ...(reason !== undefined && reason !== "" && { reason }) };
    const payload = { decision, decided_by: "person", ...said } as const;
    this.#tell(asked.call, { type: "action.resolved", action_id: asked.action_id, payload });
  }

  /** The call of an id; a new one where that of the same id has ended. */
  #begun(id: string, name?: string): Call {
    const known = this.#calls.get(id);
    if (known !== undefined && known.state !== "ended") {
      if (name !== undefined && name !== "") known.name = name;
      return known;
    }
    this.#count += 1;
    const call: Call = {
      tool_call_id: `call_${this.#count}`,
      step_id: this.#run.step,
      name: name ?? "unknown",
      written: "",
      isTold: false,
      state: "writing",
    };
    this.#calls.set(id, call);
    return call;
  }

  /** A call that may end now: its beginning may be missing. Undefined where it has ended. */
  #running(id: string, name?: string): Call | undefined {
    const known = this.#calls.get(id);
    if (known?.state === "ended") return undefined;
    if (known?.state !== "running") this.start(id, { name });
    return this.#calls.get(id);
  }

  #end(call: Call, reason: ToolFailureReason, message: string, refs = {}): void {
    call.state = "ended";
    const payload = { name: call.name, reason, error: { code: reason, message } };
    this.#tell(call, { type: "tool.failed", payload }, refs);
  }

  /** The ends of what the capture leaves open. */
  #close(): void {
    const added = { added_by: "import" };
    for (const { action_id, call } of this.#asked.values()) {
      const payload = { decision: "cancelled", decided_by: "runtime" } as const;
      this.#tell(call, { type: "action.resolved", action_id, payload }, added);
    }
    this.#asked.clear();
    for (const call of this.#calls.values()) {
      if (call.state === "ended") continue;
      this.#end(call, "lost", "The capture holds no result of this call", added);
    }
    this.#calls.clear();
  }

  #tell({ tool_call_id, step_id }: Call, draft: EventDraft, refs = {}): void {
    const place = { tool_call_id, ...(step_id !== undefined && { step_id }) };
    this.#run.write({ ...draft, ...place }, refs);
  }
}

/** The arguments that a model wrote, mostly as JSON; undefined where it wrote none. */
function parsed(text: string): unknown {
  return text === "" ? undefined : (jsonIn(text) ?? text);
}
