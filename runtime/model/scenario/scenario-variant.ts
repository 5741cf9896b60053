import type { Scenario } from "./scenario-file.ts";

/** How a scenario is played otherwise than its file says. */
export interface ScenarioPlay {
  /** Tokens a second, in every step. */
  readonly rate?: number;
  readonly seed?: number;
}

const MAX_RATE = 1_000_000;
const MAX_SEED = 4_294_967_295;
const VARIANT = /^(?<name>[a-z0-9-]+)@(?:rate=(?<rate>[0-9.]+))?,?(?:seed=(?<seed>[0-9]+))?$/;

/** The name of a scenario that is played so: `long@rate=200,seed=7`; its own name where nothing is otherwise. */
export function variantName(name: string, { rate, seed }: ScenarioPlay): string {
  const parts = [
    ...(rate === undefined ? [] : [`rate=${rate}`]),
    ...(seed === undefined ? [] : [`seed=${seed}`]),
  ];
  return parts.length === 0 ? name : `${name}@${parts.join(",")}`;
}

/**
 * The scenario that such a name stands for, under that name, so that a log says how it was played.
 * Undefined for a name of nothing, and for a rate or a seed that is out of bounds.
 */
export function findVariant(full: string, scenarios: readonly Scenario[]): Scenario | undefined {
  const groups = VARIANT.exec(full)?.groups;
  const scenario = scenarios.find(({ name }) => name === groups?.["name"]);
  if (scenario === undefined) return undefined;
  const rate = numberOf(groups?.["rate"]);
  const seed = numberOf(groups?.["seed"]) ?? scenario.seed;
  const isWithin = seed <= MAX_SEED && (rate === undefined || (rate >= 0.1 && rate <= MAX_RATE));
  if (!isWithin) return undefined;
  const played = { ...scenario, name: full, seed };
  return rate === undefined ? played : atRate(played, rate);
}

function atRate(scenario: Scenario, rate: number): Scenario {
  const pace = { ...scenario.pace, tokensPerSecond: rate };
  const passes = scenario.passes.map((pass) => ({
    ...pass,
    steps: pass.steps.map(({ pace: _own, ...step }) => step),
  }));
  return { ...scenario, pace, passes };
}

/** Not a number stays so, and is within no bounds. */
function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
