import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { scriptRun, type Write } from "#views/inspector/script-run.ts";

/** One state that a component can be in, and the events that lead to it. */
export interface Scene {
  /** Its place on the page, and the name of its call or action: unique in all scenes. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, for those who cannot. */
  readonly words: string;
  readonly script: (write: Write) => void;
}

/** Something that a run shows, in each of its states. */
export interface Component {
  readonly name: string;
  readonly title: string;
  readonly words: string;
  readonly scenes: readonly Scene[];
}

/** The run that a scene shows: the fold of its events, as for any run. */
export function sceneRun({ id, script }: Pick<Scene, "id" | "script">): RunState {
  const entries = scriptRun((write) => {
    write(0, { type: "turn.submitted", payload: { input: { text: "Show it" }, options: {} } });
    write(8, { type: "turn.started", payload: { agent: "atlas", model: "openai/gpt-5-mini" } });
    script(write);
  });
  const events: readonly RuntimeEvent[] = entries.map(({ event }) => ({
    ...event,
    run_id: `r_${id}`,
  }));
  const run = events.reduce(fold, emptyThread("s_1", "th_1")).turns[0]?.run;
  if (run === undefined) throw new Error(`The scene "${id}" has no turn`);
  return run;
}
