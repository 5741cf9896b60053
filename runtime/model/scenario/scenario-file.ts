import { z } from "zod";

import { FinishReason } from "#runtime/event/model.ts";
import { Citation, Json, Usage } from "#runtime/event/shared.ts";

const MAX_TEXT_CHARS = 65_536;
const MAX_PAUSE_MS = 60_000;
const MAX_GENERATED_TOKENS = 100_000;
const MAX_PARALLEL_CALLS = 16;

const Pace = z
  .strictObject({
    tokens_per_second: z.number().min(0.1).max(1_000_000),
    /** How many tokens come at once. */
    burst: z.int().min(1).max(10_000).default(1),
  })
  .transform((pace) => ({ tokensPerSecond: pace.tokens_per_second, burst: pace.burst }));

/** What every step may say beside its own matter. */
const common = {
  /** Only when the calls of the pass before all succeeded, or when one of them failed. */
  when: z.enum(["tools_succeeded", "tools_failed"]).optional(),
  pace: Pace.optional(),
};

const Text = z.string().min(1).max(MAX_TEXT_CHARS);

const Call = z.strictObject({
  tool: z.string().min(1).max(64),
  arguments: z.record(z.string(), Json).default({}),
  /** The exact text to send instead of `arguments`, for arguments that are no JSON. */
  raw_arguments: z.string().max(MAX_TEXT_CHARS).optional(),
});

const Bundle = z.strictObject({
  /** The same name again makes the next version. */
  artifact: z.string().min(1).max(64),
  title: z.string().min(1),
  html: Text,
  height: z.int().min(1).max(10_000).optional(),
});

const CitationStep = Citation.omit({ index: true, tool_call_id: true })
  .strict()
  .extend({
    /** The call that it comes from: 1 is the first call of the turn. */
    call: z.int().min(1).optional(),
  });

const Generate = z.strictObject({
  tokens: z.int().min(1).max(MAX_GENERATED_TOKENS),
  lane: z.enum(["text", "reasoning"]).default("text"),
});

const Failure = z.strictObject({
  code: z.string().min(1),
  message: z.string().min(1),
  hint: z.string().optional(),
  retryable: z.boolean().default(false),
});

/** One schema a kind of step; a step is named by the one key that it has of these. */
export const STEP_SCHEMAS = {
  text: z.strictObject({ ...common, text: Text }),
  reasoning: z.strictObject({ ...common, reasoning: Text }),
  calls: z.strictObject({ ...common, calls: z.array(Call).min(1).max(MAX_PARALLEL_CALLS) }),
  bundle: z.strictObject({ ...common, bundle: Bundle }),
  citation: z.strictObject({ ...common, citation: CitationStep }),
  generate: z.strictObject({ ...common, generate: Generate }),
  pause_ms: z.strictObject({ ...common, pause_ms: z.int().min(1).max(MAX_PAUSE_MS) }),
  failure: z.strictObject({ ...common, failure: Failure }),
} as const;

export type StepKind = keyof typeof STEP_SCHEMAS;
export type ScenarioStep = {
  [Kind in StepKind]: { readonly kind: Kind } & z.infer<(typeof STEP_SCHEMAS)[Kind]>;
}[StepKind];

const STEP_KINDS = Object.keys(STEP_SCHEMAS).join(", ");

/** Tells a step's kind by its key first, so that its mistakes are named against that kind alone. */
const Step = z.record(z.string(), z.unknown()).transform((value, context): ScenarioStep => {
  const kinds = Object.keys(value).filter(isStepKind);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const message = `A step has exactly one of ${STEP_KINDS}`;
    context.issues.push({ code: "custom", message, input: value });
    return z.NEVER;
  }
  const step = STEP_SCHEMAS[kind].safeParse(value);
  if (!step.success) {
    context.issues.push(...step.error.issues.map(asRaw));
    return z.NEVER;
  }
  // The schema was chosen by this very kind.
  return { kind, ...step.data } as ScenarioStep;
});

/** An issue of an inner schema, for the outer one to report as its own. */
function asRaw(issue: z.core.$ZodIssue): z.core.$ZodRawIssue {
  // A finished issue has all that a raw one needs; only `input` may be missing, and nothing reads it.
  return issue as z.core.$ZodRawIssue;
}

function isStepKind(key: string): key is StepKind {
  return Object.hasOwn(STEP_SCHEMAS, key);
}

const Pass = z
  .strictObject({
    steps: z.array(Step).min(1).max(200),
    /** Why the model says it stopped; by default what the steps imply. */
    finish: FinishReason.optional(),
    /** Tokens to report; by default those that were streamed. */
    usage: Usage.optional(),
  })
  .refine((pass) => !pass.steps.slice(0, -1).some(endsPass), {
    path: ["steps"],
    error: "A failure ends the pass: make it the last step, or give it a condition",
  });

function endsPass(step: ScenarioStep): boolean {
  return step.kind === "failure" && step.when === undefined;
}

/** A scripted model: what it says in each pass of a turn, how fast, and with which seed. */
export const Scenario = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "Use lower-case letters, digits and -"),
    title: z.string().min(1),
    description: z.string().default(""),
    /** What to send to start it; the script plays whatever is sent. */
    prompt: z.string().min(1),
    seed: z.int().min(0).max(4_294_967_295).default(1),
    pace: Pace.default({ tokensPerSecond: 60, burst: 1 }),
    passes: z.array(Pass).min(1).max(50),
  })
  .refine((scenario) => !scenario.passes.at(-1)?.steps.some((step) => step.kind === "calls"), {
    path: ["passes"],
    error: "The last pass calls tools, and nothing says what comes of them: add a pass",
  });
export type Scenario = z.infer<typeof Scenario>;
export type ScenarioPass = Scenario["passes"][number];
