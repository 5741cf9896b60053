import type { Target } from "./client.ts";
import type { MeasuredProcess } from "./measured-process.ts";

/** What each measure works with. */
export interface Bench {
  /** The upstream without anything in between: what the server is compared with. */
  readonly direct: Target;
  readonly server: Target;
  readonly serverProcess: MeasuredProcess;
}

/** The same figure of both ways to the answer. */
export interface Both<Figure> {
  readonly direct: Figure;
  readonly server: Figure;
}

/** Takes a figure of both, one right after the other, since only figures of one time compare. */
export async function sideBySide<Figure>(
  bench: Bench,
  measure: (target: Target) => Promise<Figure>,
): Promise<Both<Figure>> {
  const direct = await measure(bench.direct);
  return { direct, server: await measure(bench.server) };
}
