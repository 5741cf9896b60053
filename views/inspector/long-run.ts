import type { Entry } from "#runtime/log/port.ts";
import {
  args,
  complete,
  reason,
  request,
  result,
  scriptRun,
  start,
  status,
  text,
  type Write,
} from "./script-run.ts";

const THOUGHT = "The log says what happened, so I look there before I look into the code. ";
const ANSWER =
  "Each step reads two files and says what it found in them, with a **mark**, some `code` and a list:\n\n- one\n- two\n\n";

/** A finished run of exactly so many events: step after step of thinking, words and two reads. At least 2. */
export function longRun(events: number): readonly Entry[] {
  const entries = scriptRun((write) => {
    let written = 0;
    const next: Write = (after, draft) => {
      written += 1;
      if (written < events) write(after, draft);
    };
    next(0, { type: "turn.submitted", payload: { input: { text: "Read it all" }, options: {} } });
    for (let step = 1; written < events; step += 1) readTwoFiles(next, step);
    write(5, { type: "turn.completed", payload: { usage: {} } });
  });
  return entries;
}

function readTwoFiles(write: Write, step: number): void {
  const id = `st_${step}`;
  const calls = [1, 2].map((call) => `call_${step}_${call}`);
  status(write, 4, "plan", step, "Planning");
  request(write, 12, id, 2 * step);
  reason(write, id, THOUGHT, 300, 30);
  text(write, id, ANSWER, 30);
  for (const call of calls) args(write, id, call, "fs__read_file", `{"path":"src/${call}.ts"}`);
  complete(
    write,
    20,
    id,
    calls.map((call) => [call, "fs__read_file", `{"path":"src/${call}.ts"}`]),
  );
  for (const call of calls) start(write, 3, id, call, "fs__read_file", { path: `src/${call}.ts` });
  for (const call of calls)
    result(write, step % 20 === 0 ? 2_000 : 90, id, call, "fs__read_file", ANSWER);
}
