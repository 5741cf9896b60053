import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openFileStore } from "#runtime/log/file-store.ts";
import { Random } from "#runtime/log/simulation/random.ts";
import { SimulatedDisk } from "#runtime/log/simulation/simulated-disk.ts";
import { SimulatedProcess } from "#runtime/log/simulation/simulated-process.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import { isTerminal } from "#runtime/state/run-queries.ts";
import type { ThreadState } from "#runtime/state/thread-state.ts";
import { DIRECTORY, Life } from "./life.ts";
import { Moments } from "./moments.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { goOn } from "./virtual-time.ts";

const LIVES_MAX = 4;
const ACTS_MAX = 12;
const LIFE_MIN_MS = 1_000;
const LIFE_MAX_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** Within so much time after everything is well again nothing is under way any more: questions expire after an hour each. */
const PATIENCE_MS = 48 * HOUR_MS;

export interface Liveness {
  readonly seed: number;
  readonly turns: number;
  /** What did not come to its end, or was lost, in words. */
  readonly wrong: readonly string[];
}

/**
 * Leads a runtime through a few lives in which its disk, its models and its tools fail, persons meddle, and
 * the process or the power goes at any time. Then all heals, with or without a restart; and all that was
 * accepted must come to its end, or wait for a person.
 */
export async function runLivenessScenario(seed: number): Promise<Liveness> {
  const random = new Random(seed);
  const disk = new SimulatedDisk(random.fork());
  disk.makeDirectory(DIRECTORY);
  disk.root.sync();
  const moments = new Moments();
  const clock = new VirtualClock(moments.pass);
  const accepted = new Set<string>();
  const world = { disk, clock, moments, random, accepted };

  /** A life, until persons have done what they do, or its time is up. */
  const live = async (isFaulty: boolean): Promise<Life> => {
    const life = new Life(world, isFaulty);
    const acts = random.between(1, ACTS_MAX);
    const until = clock.monotonic() + random.between(LIFE_MIN_MS, LIFE_MAX_MS);
    let failure: Error | undefined;
    let isUsed = false;
    life
      .begin()
      .then(() => life.beUsed(acts))
      .catch((error: Error) => {
        failure = error;
      })
      .finally(() => {
        isUsed = true;
      });
    await goOn({ clock, moments }, until, () => isUsed);
    if (failure !== undefined) throw failure;
    return life;
  };
  const crash = (life: Life) => {
    life.kill();
    if (random.chance(0.5)) disk.losePower();
  };
  for (let lives = random.between(1, LIVES_MAX); lives > 0; lives -= 1) crash(await live(true));
  let last = await live(random.chance(0.5));
  if (!last.hasBegun) {
    crash(last);
    last = await live(false);
  }
  last.heal();
  await goOn({ clock, moments }, clock.monotonic() + PATIENCE_MS);
  last.kill();

  const threads = await read(disk, clock);
  const turns = threads.flatMap(({ state }) => state.turns);
  const known = new Set(turns.map(({ turn_id }) => turn_id));
  const lost = [...accepted].filter((turn) => !known.has(turn)).map((turn) => `${turn} is lost`);
  return { seed, turns: turns.length, wrong: [...lost, ...threads.flatMap(wrongIn)] };
}

interface Stored {
  readonly state: ThreadState;
  readonly events: readonly RuntimeEvent[];
}

/** Everything that the disk holds in the end. */
async function read(disk: SimulatedDisk, clock: VirtualClock): Promise<readonly Stored[]> {
  const store = await openFileStore({
    disk: new SimulatedProcess(disk),
    clock,
    directory: DIRECTORY,
  });
  const places = await store.list();
  return Promise.all(
    places.map(async ({ session_id, thread_id }) => {
      const log = await store.open(session_id, thread_id);
      const events = (await log.read(0)).map(({ event }) => event);
      return { events, state: events.reduce(fold, emptyThread(session_id, thread_id)) };
    }),
  );
}

function wrongIn({ state, events }: Stored): readonly string[] {
  const isWaiting = state.turns.some(({ run }) => run.status === "waiting_permission");
  const open = state.turns
    .filter(({ run }) => !isTerminal(run.status) && run.status !== "waiting_permission")
    .filter(({ run }) => run.status !== "queued" || !isWaiting)
    .map(({ run }) => `${run.run_id} is ${run.status} ("${run.title}")`);
  const ends = events.filter(({ type }) => type === "turn.completed" || type === "turn.failed");
  const ended = new Set<string | undefined>();
  const twice = ends.filter(({ run_id }) => ended.size === ended.add(run_id).size);
  return [...open, ...twice.map(({ run_id }) => `${run_id} ends twice`)];
}
