import type { TemplateResult } from "lit/html.js";

import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { emptyThread, fold } from "#runtime/state/fold.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { runView } from "#views/run/run-view.ts";
import { scriptRun, type Write } from "#views/inspector/script-run.ts";

/** One state that a component can be in. */
interface SceneFacts {
  /** Its place on the page, and the name of its call or action: unique in all scenes. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, for those who cannot. */
  readonly words: string;
}

/** A state of a run, and the events that lead to it. */
export interface RunScene extends SceneFacts {
  readonly script: (write: Write) => void;
}

/** A state of something beside the run. */
export interface PageScene extends SceneFacts {
  readonly draw: () => TemplateResult;
}

export type Scene = RunScene | PageScene;

/** The scene as the page that has it draws it. */
export function drawScene(scene: Scene): TemplateResult {
  return "draw" in scene ? scene.draw() : runView(sceneRun(scene), { mode: "replay" });
}

/** Something that a run shows, in each of its states. */
export interface Component {
  readonly name: string;
  readonly title: string;
  readonly words: string;
  readonly scenes: readonly Scene[];
}

/** The run that a scene shows: the fold of its events, as for any run. */
export function sceneRun({ id, script }: RunScene): RunState {
  const entries = scriptRun((write) => {
    write(0, { type: "turn.submitted", payload: { input: { text: "Show it" }, options: {} } });
    write(8, { type: "turn.started", payload: { agent: "atlas", model: "openai/gpt-5-mini" } });
    const going = { status: "running", title: "Asking the model", phase: "perform" } as const;
    write(2, { type: "run.status", payload: { ...going, pass: 1 } });
    script(write);
  });
  const events: readonly RuntimeEvent[] = entries.map(({ event }) => ({
    ...event,
    run_id: sceneRunId(id),
  }));
  const run = events.reduce(fold, emptyThread("s_1", "th_1")).turns[0]?.run;
  if (run === undefined) throw new Error(`The scene "${id}" has no turn`);
  return run;
}

/** The name of a scene's run: no run on record is called so. */
export function sceneRunId(scene: string): string {
  return `r_${scene}`;
}
