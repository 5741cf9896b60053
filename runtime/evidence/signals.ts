import type { EventOf, EventType, RuntimeEvent } from "#runtime/event/catalogue.ts";

/** Whether a kind of facts is in the evidence, and if not, why. */
export interface Signal {
  /**
   * `not_applicable`: nothing of the kind happened. `unsupported`: this runtime does not tell it.
   * `missing_correlation`: some of it cannot be joined to what it belongs to.
   */
  readonly state: "exported" | "not_applicable" | "unsupported" | "missing_correlation";
  readonly count: number;
  readonly reason?: string;
  /** The events that cannot be joined, at most a hundred. */
  readonly loose?: readonly number[];
}

const MAX_LOOSE = 100;

/** The kinds of facts that evidence is asked for, each with how it stands. */
export function signalsOf(events: readonly RuntimeEvent[]): Readonly<Record<string, Signal>> {
  const known = new Known(events);
  return {
    events: { state: "exported", count: events.length },
    traces: supported(
      events.filter(({ trace_id }) => trace_id !== undefined),
      "This runtime writes no trace ids; step_id, tool_call_id and run_id join its facts",
    ),
    model_calls: joined(known.of("model.completed", "model.failed"), (end) => known.isAsked(end)),
    tool_calls: joined(known.of("tool.result", "tool.failed"), (end) => known.isCalled(end)),
    decisions: joined(known.of("action.resolved"), ({ action_id }) => known.isQuestion(action_id)),
    hooks: joined(known.of("hook.completed", "hook.failed"), ({ payload }) =>
      known.isHookRun(payload.hook_run_id),
    ),
    costs: joined(known.of("cost.recorded"), (cost) => known.isAsked(cost)),
    limits: joined(known.of("limit.changed", "rate_limit.hit", "quota.low", "quota.blocked")),
    artifacts: joined(known.of("artifact.changed"), ({ artifact_id }) => artifact_id !== undefined),
    outputs: joined(known.of("output.spilled", "output.truncated"), (output) =>
      known.isCall(output.tool_call_id),
    ),
    citations: joined(
      known.of("model.delta").filter(({ payload }) => payload.citation !== undefined),
      ({ payload }) => known.isSource(payload.citation?.tool_call_id),
    ),
    context_boundaries: joined(
      known.of("context.compaction.completed"),
      ({ payload }) => payload.through !== undefined,
    ),
    processes: joined(known.of("process.started")),
    model_wire: absent(
      "The bytes that crossed the wire stay in the data folder: /runs/ID/wire/STEP",
    ),
    subagents: joined(known.of("subagent.spawned"), ({ subagent_id }) => subagent_id !== undefined),
    jobs: supported(known.of("job.created"), "There are no batch jobs yet"),
    channels: supported(known.of("channel.connected"), "No remote channel can connect yet"),
    benchmarks: supported(known.of("benchmark.trial.started"), "Benchmarks are not run yet"),
  };
}

/** What other facts are joined to. */
class Known {
  readonly #events: readonly RuntimeEvent[];
  readonly #asked: ReadonlySet<string | undefined>;
  readonly #calls: ReadonlySet<string | undefined>;
  readonly #started: ReadonlySet<string | undefined>;
  readonly #questions: ReadonlySet<string | undefined>;
  readonly #hooks: ReadonlySet<string>;

  constructor(events: readonly RuntimeEvent[]) {
    this.#events = events;
    this.#asked = new Set(this.of("model.requested").map(({ step_id }) => step_id));
    this.#started = new Set(this.of("tool.started").map(({ tool_call_id }) => tool_call_id));
    const requested = this.of("model.completed").flatMap(({ payload }) => payload.tool_calls);
    const ids = requested.map(({ tool_call_id }) => tool_call_id);
    this.#calls = new Set([...this.#started, ...ids]);
    this.#questions = new Set(this.of("action.required").map(({ action_id }) => action_id));
    this.#hooks = new Set(this.of("hook.started").map(({ payload }) => payload.hook_run_id));
  }

  of<Type extends EventType>(...types: readonly Type[]): readonly EventOf<Type>[] {
    const wanted: readonly EventType[] = types;
    // The filter leaves events of these classes only.
    return this.#events.filter(({ type }) => wanted.includes(type)) as EventOf<Type>[];
  }

  isAsked({ step_id }: RuntimeEvent): boolean {
    return step_id !== undefined && this.#asked.has(step_id);
  }

  /** A result belongs to a call that was made; a call may fail before it is. */
  isCalled({ type, tool_call_id, step_id }: RuntimeEvent): boolean {
    const made = type === "tool.result" ? this.#started : this.#calls;
    return step_id !== undefined && tool_call_id !== undefined && made.has(tool_call_id);
  }

  isCall(id: string | undefined): boolean {
    return id !== undefined && this.#calls.has(id);
  }

  isQuestion(id: string | undefined): boolean {
    return id !== undefined && this.#questions.has(id);
  }

  isHookRun(id: string): boolean {
    return this.#hooks.has(id);
  }

  /** A citation may rest on no call; one that names a call must name a known one. */
  isSource(id: string | undefined): boolean {
    return id === undefined || this.#calls.has(id);
  }
}

function joined<Event extends RuntimeEvent>(
  found: readonly Event[],
  isJoined: (event: Event) => boolean = () => true,
): Signal {
  const count = found.length;
  if (count === 0) return { state: "not_applicable", count, reason: "Nothing of it happened" };
  const loose = found.filter((event) => !isJoined(event)).map(({ sequence }) => sequence);
  if (loose.length === 0) return { state: "exported", count };
  const reason = `${loose.length} of ${count} name nothing that the evidence holds`;
  return { state: "missing_correlation", count, reason, loose: loose.slice(0, MAX_LOOSE) };
}

function supported(found: readonly RuntimeEvent[], reason: string): Signal {
  return found.length === 0 ? absent(reason) : { state: "exported", count: found.length };
}

function absent(reason: string): Signal {
  return { state: "unsupported", count: 0, reason };
}
