import type { Outcome } from "./outcome.ts";

const TIMEOUT_MS = 20_000;
const LOOK_MS = 20;

/**
 * Looks until an expectation holds, or for so long; under `not` it looks once, for what does not hold
 * yet says nothing of what will.
 */
export async function untilHeld(
  isNot: boolean,
  timeout: number | undefined,
  look: () => Promise<Outcome>,
): Promise<Outcome> {
  const until = performance.now() + (timeout ?? TIMEOUT_MS);
  for (;;) {
    const seen = await look();
    if (seen.pass || isNot || performance.now() > until) return seen;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
