import type { ModelError } from "#runtime/model/normalized-event.ts";
import { canSee, type ModelInfo } from "./model-facts.ts";
import type { TaskProfile } from "./task-profile.ts";

/** Why a model cannot be asked, for a program and for a person. */
export interface Obstacle {
  readonly code: string;
  readonly reason: string;
  readonly hint?: string;
  /** The need of the task that the model does not meet. */
  readonly missing?: string;
}

interface Judged {
  readonly name: string;
  readonly info?: ModelInfo | undefined;
  /** Why every request would fail, known beforehand. */
  readonly problem?: ModelError | undefined;
  /** Milliseconds for which the provider is left alone. */
  readonly msLeft: number;
}

/** The first thing that keeps a model from a task; undefined when it is fit. */
export function obstacleOf(model: Judged, profile: TaskProfile): Obstacle | undefined {
  return (
    refused(model) ??
    withoutTools(model, profile) ??
    withoutSight(model, profile) ??
    tooSmall(model, profile) ??
    resting(model)
  );
}

function refused({ problem }: Judged): Obstacle | undefined {
  if (problem === undefined) return undefined;
  const { code, message, hint } = problem;
  return { code, reason: message, ...(hint !== undefined && { hint }) };
}

function withoutTools({ name, info }: Judged, { needs }: TaskProfile): Obstacle | undefined {
  if (info?.tool_call !== false || !needs.includes("tools")) return undefined;
  return {
    code: "no_tools",
    reason: `${name} cannot use tools`,
    hint: "Choose a model that can, or an agent without tools",
    missing: "tools",
  };
}

function withoutSight({ name, info }: Judged, { needs }: TaskProfile): Obstacle | undefined {
  if (canSee(info) || !needs.includes("images")) return undefined;
  return {
    code: "no_images",
    reason: `${name} cannot see pictures`,
    hint: "Choose a model that can, or send the message without them",
    missing: "images",
  };
}

function tooSmall({ name, info }: Judged, profile: TaskProfile): Obstacle | undefined {
  const { estimated_tokens } = profile;
  const context = info?.limit?.context;
  if (context === undefined || context === 0 || estimated_tokens <= context) return undefined;
  return {
    code: "context_length",
    reason: `${name} takes ${context} tokens, and this needs about ${estimated_tokens}`,
    hint: "Start a new conversation or choose a model with a larger context",
    missing: "context",
  };
}

function resting({ name, msLeft }: Judged): Obstacle | undefined {
  if (msLeft <= 0) return undefined;
  return {
    code: "breaker_open",
    reason: `${name} failed several times in a row and is left alone`,
    hint: `Try again in ${Math.ceil(msLeft / 1000)} s`,
  };
}
