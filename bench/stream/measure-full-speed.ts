import type { Target } from "./client.ts";
import type { MeasuredProcess } from "./measured-process.ts";
import { median } from "./quantile.ts";
import { Reading } from "./reading.ts";
import { sideBySide, type Bench, type Both } from "./side-by-side.ts";

export interface FullSpeed {
  readonly tokensPerSecond: number;
  readonly bytesPerToken: number;
  /** Of the server, for a thousand tokens. */
  readonly cpuMs: number;
}

export interface FullSpeedOptions {
  readonly streams: number;
  /** Of all streams together. */
  readonly tokens: number;
  readonly rounds: number;
}

/** How many tokens come through when the upstream sends them as fast as they are taken. */
export async function measureFullSpeed(
  bench: Bench,
  options: FullSpeedOptions,
): Promise<Both<FullSpeed>> {
  const rounds: Both<FullSpeed>[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    rounds.push(await sideBySide(bench, (target) => once(target, bench.serverProcess, options)));
  }
  return { direct: middle(rounds, "direct"), server: middle(rounds, "server") };
}

async function once(
  target: Target,
  process: MeasuredProcess,
  { streams, tokens }: FullSpeedOptions,
): Promise<FullSpeed> {
  const plan = { tokens: Math.ceil(tokens / streams) };
  const before = await process.consumption();
  const start = performance.now();
  const readings = await Promise.all(
    Array.from({ length: streams }, async () => {
      const reading = new Reading();
      await target.ask(plan, reading);
      return reading;
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  const after = await process.consumption();
  const read = plan.tokens * streams;
  const bytes = readings.reduce((sum, reading) => sum + reading.bytes, 0);
  return {
    tokensPerSecond: read / seconds,
    bytesPerToken: bytes / read,
    cpuMs: ((after.cpuMs - before.cpuMs) / read) * 1_000,
  };
}

function middle(rounds: readonly Both<FullSpeed>[], name: keyof Both<FullSpeed>): FullSpeed {
  const of = (figure: keyof FullSpeed) => median(rounds.map((round) => round[name][figure]));
  return {
    tokensPerSecond: of("tokensPerSecond"),
    bytesPerToken: of("bytesPerToken"),
    cpuMs: of("cpuMs"),
  };
}
