import type { Candidate, ModelRef } from "#runtime/event/routing.ts";
import type { Clock, Random } from "#runtime/services.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import { AgentSdkError } from "#runtime/model/model-errors.ts";
import type { ModelInfo, RoutableModels } from "./model-facts.ts";
import { type Obstacle, obstacleOf } from "./obstacle.ts";
import { ProviderHealth } from "./provider-health.ts";
import type { TaskProfile } from "./task-profile.ts";

/** A model that was left behind earlier in the same run, and why. */
export type GivenUp = ModelRef & { readonly reason: string };

/** What a request asks and tells of how its provider does. */
export type Health = Pick<ProviderHealth, keyof ProviderHealth>;

/** What the loop asks of whoever chooses models. */
export type Router = Pick<ModelRouter, "fullName" | "route" | "facts">;

/** How long a provider is left alone. */
export interface ProviderPause {
  readonly provider: string;
  readonly ms_left: number;
}

/** A model that may be asked. */
export interface RoutedModel extends ModelRef {
  readonly driver: ModelDriver;
  readonly health: Health;
  readonly info?: ModelInfo;
}

/** Who could answer, in the order in which they are asked. */
export interface Route {
  readonly candidates: readonly Candidate[];
  /** The eligible ones; empty where nobody can answer. */
  readonly models: readonly RoutedModel[];
  /** What keeps the model that was asked for from it, where something does. */
  readonly obstacle?: Obstacle;
}

/**
 * Chooses models for requests. Owns what is known of each provider's health; all else comes from the
 * resolver, and the same knowledge gives the same route.
 */
export class ModelRouter {
  readonly #models: RoutableModels;
  readonly #clock: Clock;
  readonly #random: Random;
  /** One each provider that was ever asked: as many as are configured. */
  readonly #health = new Map<string, ProviderHealth>();

  constructor(models: RoutableModels, clock: Clock, random: Random) {
    this.#models = models;
    this.#clock = clock;
    this.#random = random;
  }

  /** `<provider>/<model>` of what a name stands for, or the name itself where it is unknown. */
  fullName(name: string | undefined): string {
    const found = this.#find(name);
    return "driver" in found ? nameOf(found.driver) : found.name;
  }

  /** What is known of a model beside its name. */
  facts({ provider, model }: ModelRef): Pick<RoutedModel, "info"> {
    const info = this.#models.info?.(nameOf({ provider, model }));
    return info === undefined ? {} : { info };
  }

  /** The models for a task: the one asked for (absent, the default), then the configured fallbacks. */
  route(name: string | undefined, profile: TaskProfile, givenUp: readonly GivenUp[]): Route {
    const first = this.#judge(name, profile, givenUp);
    const isMistake = first.obstacle !== undefined && MISTAKES.has(first.obstacle.code);
    const others = isMistake ? [] : (this.#models.fallback ?? []);
    const rest = others
      .filter((other, at) => other !== first.name && others.indexOf(other) === at)
      .map((other) => this.#judge(other, profile, givenUp));
    const judged = [first, ...rest];
    return {
      candidates: judged.map(({ candidate }) => candidate),
      models: judged.flatMap(({ model }) => model ?? []),
      ...(first.obstacle !== undefined && { obstacle: first.obstacle }),
    };
  }

  /** Every provider that was asked so far, and the milliseconds until it is asked again: 0 for at once. */
  health(): readonly ProviderPause[] {
    return [...this.#health].map(([provider, health]) => ({ provider, ms_left: health.msLeft() }));
  }

  #judge(
    asked: string | undefined,
    profile: TaskProfile,
    givenUp: readonly GivenUp[],
  ): { name: string; candidate: Candidate; model?: RoutedModel; obstacle?: Obstacle } {
    const found = this.#find(asked);
    if (!("driver" in found))
      return { ...refusal(refOf(found.name), found.obstacle), name: found.name };

    const { driver } = found;
    const name = nameOf(driver);
    const ref = { provider: driver.provider, model: driver.model };
    const health = this.#healthOf(driver.provider);
    const { info } = this.facts(ref);
    const known = { ...ref, ...windowOf(info) };
    const obstacle =
      leftBehind(ref, givenUp) ??
      obstacleOf(
        { name, info, problem: this.#models.problem?.(name), msLeft: health.msLeft() },
        profile,
      );
    if (obstacle !== undefined) return { ...refusal(known, obstacle), name };
    const model = { ...ref, driver, health, ...(info !== undefined && { info }) };
    return { name, candidate: { ...known, eligible: true }, model };
  }

  #find(name: string | undefined): { driver: ModelDriver } | { name: string; obstacle: Obstacle } {
    try {
      return { driver: this.#models.resolve(name) };
    } catch (cause) {
      if (!(cause instanceof AgentSdkError)) throw cause;
      const { code, reason, hint } = cause;
      return { name: name ?? "", obstacle: { code, reason, hint } };
    }
  }

  #healthOf(provider: string): ProviderHealth {
    const known = this.#health.get(provider) ?? new ProviderHealth(this.#clock, this.#random);
    this.#health.set(provider, known);
    return known;
  }
}

/** Mistakes to correct, not failures to work around. */
const MISTAKES: ReadonlySet<string> = new Set([
  "missing_model",
  "unknown_model",
  "unsupported_provider",
]);

function nameOf({ provider, model }: ModelRef): string {
  return `${provider}/${model}`;
}

function refOf(name: string): ModelRef {
  const slash = name.indexOf("/");
  return { provider: slash < 1 ? "" : name.slice(0, slash), model: name.slice(slash + 1) };
}

function windowOf(info: ModelInfo | undefined): Pick<Candidate, "context_window"> {
  const window = info?.limit?.context ?? 0;
  return window === 0 ? {} : { context_window: window };
}

function refusal(ref: Omit<Candidate, "eligible" | "reason">, obstacle: Obstacle) {
  return { candidate: { ...ref, eligible: false, reason: obstacle.reason }, obstacle };
}

function leftBehind(ref: ModelRef, givenUp: readonly GivenUp[]): Obstacle | undefined {
  const known = givenUp.find(
    ({ provider, model }) => provider === ref.provider && model === ref.model,
  );
  return known === undefined ? undefined : { code: "given_up", reason: known.reason };
}
