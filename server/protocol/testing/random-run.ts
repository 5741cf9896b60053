import { CommandError } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { respondAction } from "#runtime/control/respond-action.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryStore } from "#runtime/log/memory-log.ts";
import { Random } from "#runtime/log/simulation/random.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { Moments } from "#runtime/simulation/moments.ts";
import { VirtualClock } from "#runtime/simulation/virtual-clock.ts";
import { goOn } from "#runtime/simulation/virtual-time.ts";
import { watchedStore } from "#runtime/simulation/watched-store.ts";
import { findTurn } from "#runtime/state/run-queries.ts";
import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import { testRuntime, type TestRuntime } from "#runtime/test-runtime.ts";
import { type Tool, ToolError } from "#runtime/tool/tool.ts";

const DAY_MS = 24 * 3_600_000;
const STEP_MS = 500;
const ROUNDS_MAX = 3;
/** Most runs are over by then. */
const RUN_MS = 6_000;
const STOP_CHANCE = 0.25;
const CRASH_CHANCE = 0.3;
/** Asks before everything that does more than read. */
const ASKING = { mode: "untrusted" };
const WORDS = ["Red ", "green ", "blue ", "grey ", "Grüße ", "🙂 "];

/** One run and its whole log. */
export interface RecordedRun {
  readonly events: readonly RuntimeEvent[];
  readonly turn: TurnState;
  readonly state: ThreadState;
}

/**
 * Plays one run that its seed decides: words, reasoning, refusals, sources, bundles and calls in any order;
 * answers that are cut short or fail; calls that fail, or wait for a person who decides one way or the
 * other; a stop and a crash at any time, after which a new process goes on with it.
 */
export async function randomRun(seed: number): Promise<RecordedRun> {
  const random = new Random(seed);
  const world = new World(random);
  await world.begin();
  const { thread_id, turn_id, run_id } = await world.runtime.submit("Go on");
  world.sometime(STOP_CHANCE, () => perform(interruptTurn, { run_id }, world.runtime.services));
  world.sometime(CRASH_CHANCE, () => world.begin());
  if (!(await goOn(world, DAY_MS, () => world.isOver))) {
    throw new Error(`The run of seed ${seed} does not end`);
  }
  const thread = await world.runtime.thread(thread_id);
  const state = await thread.state();
  const turn = findTurn(state, turn_id);
  if (turn === undefined) throw new Error(`The turn of seed ${seed} is lost`);
  return { events: (await thread.log.read(0)).map(({ event }) => event), turn, state };
}

/** Where a random run takes place: time, a store that outlives processes, and the process of now. */
class World {
  readonly moments: Moments = new Moments();
  readonly clock: VirtualClock = new VirtualClock(this.moments.pass);
  /** Whether the run has had its end. */
  isOver = false;
  readonly #random: Random;
  readonly #store = openMemoryStore();
  #process: TestRuntime | undefined;

  constructor(random: Random) {
    this.#random = random;
  }

  get runtime(): TestRuntime {
    if (this.#process === undefined) throw new Error("Nobody has begun this world");
    return this.#process;
  }

  /** Starts a process; one that runs already writes nothing any more. */
  async begin(): Promise<void> {
    const { clock, moments } = this;
    const store = watchedStore(this.#store, {
      before: async () => {
        moments.pass();
        if (this.#process !== process) await new Promise(() => {});
      },
      after: (entries) => {
        moments.pass();
        for (const { event } of entries) this.#hear(event);
      },
    });
    const sleep = (signal: AbortSignal) => clock.sleep(this.#random.between(0, STEP_MS), signal);
    const driver = randomModel(this.#random, sleep);
    const tools = [
      tool("look", "read", this.#random, sleep),
      tool("act", "at_most_once", this.#random, sleep),
    ];
    const process = await testRuntime({ driver, tools, clock, store, policy: ASKING });
    this.#process = process;
    await process.boot();
  }

  /** Does something at any time of the run, or never. What it is too late for is refused. */
  sometime(chance: number, act: () => Promise<unknown>): void {
    if (!this.#random.chance(chance)) return;
    const at = this.#random.between(0, RUN_MS);
    void this.clock
      .sleep(at)
      .then(() => (this.isOver ? undefined : act()))
      .catch(onlyRefused);
  }

  #hear(event: RuntimeEvent): void {
    if (event.type === "turn.completed" || event.type === "turn.failed") this.isOver = true;
    if (event.type !== "action.required") return;
    const { action_id, payload } = event;
    const known = payload.decisions.filter((decision) => DECISIONS.has(decision));
    const decision = known[this.#random.between(0, known.length - 1)];
    const answer = () => perform(respondAction, { action_id, decision }, this.runtime.services);
    void this.clock.sleep(this.#random.between(0, STEP_MS)).then(answer).catch(onlyRefused);
  }
}

/** A decision that nobody needs to remember. */
const DECISIONS: ReadonlySet<string> = new Set([
  "allow_once",
  "deny",
  "mark_done",
  "mark_failed",
  "retry",
  "abort",
]);

function onlyRefused(error: unknown): void {
  if (!(error instanceof CommandError)) throw error;
}

type Sleep = (signal: AbortSignal) => Promise<void>;

function randomModel(random: Random, sleep: Sleep): ModelDriver {
  let rounds = random.between(1, ROUNDS_MAX);
  let calls = 0;
  return {
    provider: "test",
    model: "driver",
    async *stream(_request, signal) {
      for (let piece = random.between(0, 6); piece > 0; piece -= 1) {
        await sleep(signal);
        yield [spoken(random)];
      }
      await sleep(signal);
      if (random.chance(0.2)) {
        yield [failure(random.chance(0.7))];
        return;
      }
      rounds -= 1;
      if (rounds > 0) {
        for (let asked = random.between(1, 3); asked > 0; asked -= 1) {
          calls += 1;
          yield called(`c${calls}`, random);
        }
      }
      yield [{ type: "usage", usage: { input_tokens: 10, output_tokens: random.between(0, 90) } }];
      yield [{ type: "done", finish_reason: rounds > 0 ? "tool_calls" : lastReason(random) }];
    },
  };
}

function spoken(random: Random): NormalizedEvent {
  const text = WORDS[random.between(0, WORDS.length - 1)] ?? "";
  switch (random.between(0, 7)) {
    case 0:
      return { type: "reasoning_delta", text };
    case 1:
      return { type: "refusal_delta", text };
    case 2:
      return { type: "citation", citation: { title: text.trim(), url: "https://example.com/" } };
    case 3:
      return { type: "bundle", artifact: "chart", title: "Chart", html: `<b>${text}</b>` };
    default:
      return { type: "message_delta", text };
  }
}

function called(id: string, random: Random): readonly NormalizedEvent[] {
  const name = random.chance(0.6) ? "look" : "act";
  const whole = `{"at":${random.between(1, 9)}}`;
  const half = whole.slice(0, 3);
  const call = { type: "tool_call_complete", id, name, arguments: whole } as const;
  return random.chance(0.5)
    ? [{ type: "tool_call_delta", id, name, arguments_delta: half }, call]
    : [call];
}

function lastReason(random: Random): "stop" | "length" | "content_filter" {
  if (random.chance(0.7)) return "stop";
  return random.chance(0.5) ? "length" : "content_filter";
}

function failure(retryable: boolean): NormalizedEvent {
  return { type: "error", code: "server_error", message: "The provider failed", retryable };
}

function tool(name: string, effect: Tool["effect"], random: Random, sleep: Sleep): Tool {
  return {
    name,
    effect,
    description: "Does its part",
    source: "native",
    input_schema: { type: "object" },
    async run(_args, context) {
      const { signal } = context;
      await sleep(signal);
      context.progress({ progress: 1, total: 2 });
      await sleep(signal);
      if (random.chance(0.25)) throw new ToolError(`${name} cannot be done`);
      return { content: `${name} is done` };
    },
  };
}
