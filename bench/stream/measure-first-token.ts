import type { AnswerPlan } from "./answer-plan.ts";
import type { Target } from "./client.ts";
import { median } from "./quantile.ts";
import { Reading } from "./reading.ts";
import { sideBySide, type Bench, type Both } from "./side-by-side.ts";

/** How long the first token of one answer takes, in milliseconds, when nothing else is going on. */
export function measureFirstToken(bench: Bench, rounds: number): Promise<Both<number>> {
  return sideBySide(bench, (target) => firstTokenMs(target, { tokens: 1 }, rounds));
}

/** How long the first token takes that follows a tool call. */
export function measureToolRoundTrip(bench: Bench, rounds: number): Promise<Both<number>> {
  return sideBySide(bench, (target) => firstTokenMs(target, { tokens: 1, tool: "list" }, rounds));
}

async function firstTokenMs(target: Target, plan: AnswerPlan, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const reading = new Reading();
    await target.ask(plan, reading);
    times.push(reading.firstTokenMs);
  }
  return median(times);
}
