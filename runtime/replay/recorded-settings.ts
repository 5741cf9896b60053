import { z } from "zod";

import { Agent, AgentSettings, Budget, ContextRules } from "#runtime/agent/agent.ts";
import type { EventOf, RuntimeEvent } from "#runtime/event/catalogue.ts";
import type { MemoryNotes } from "#runtime/memory/agent-memory.ts";
import { RuleSource, PermissionMode } from "#runtime/event/permission.ts";
import { type Policy, withSourced } from "#runtime/permission/policy.ts";
import { PermissionRule } from "#runtime/permission/rule.ts";
import type { Cursor } from "./cursor.ts";

/** The rules that a recorded run worked under. */
export interface RecordedSettings {
  readonly agent: Agent;
  /** `<provider>/<model>` that the run began with. */
  readonly fullName: string;
  readonly policy: () => Policy;
  /** The prompt holds their words already. */
  readonly notes: MemoryNotes;
}

const RecordedPolicy = z.object({
  mode: PermissionMode,
  rules: z.array(
    PermissionRule.extend({
      source: RuleSource.exactOptional(),
      label: z.string().exactOptional(),
    }),
  ),
});

/** What `context.resolved` says of the rules; those of its writer, which may know more. */
const Settings = z.object({
  model: z.string().exactOptional(),
  model_settings: AgentSettings.prefault({}),
  budget: Budget.prefault({}),
  context: ContextRules.prefault({}),
  conversation: Agent.shape.conversation,
  response_schema: Agent.shape.response_schema,
  permissions: RecordedPolicy.extend({
    bounds: z.array(RecordedPolicy).exactOptional(),
  }).prefault({ mode: "default", rules: [] }),
});

/** Reads the agent and the policy of a run back from its first facts. */
export function recordedSettings(cursor: Cursor): RecordedSettings {
  const { events, run_id } = cursor.recording;
  const own = events.filter((event) => event.run_id === run_id);
  const started = own.find((event) => event.type === "turn.started");
  const context = own.find((event) => event.type === "context.resolved");
  const settings = Settings.parse(context?.payload.settings ?? {});
  const { permissions } = settings;
  return {
    agent: agentOf(own, started?.payload.agent, { context, settings }),
    fullName: started?.payload.model ?? "",
    policy: () => inForce(permissions, cursor),
    notes: { refs: context?.payload.memories ?? [], prompt: "" },
  };
}

interface Resolved {
  readonly context: EventOf<"context.resolved"> | undefined;
  readonly settings: z.output<typeof Settings>;
}

function agentOf(
  own: readonly RuntimeEvent[],
  id = "unknown",
  { context, settings }: Resolved,
): Agent {
  const submitted = own.find((event) => event.type === "turn.submitted");
  const { conversation, response_schema } = settings;
  const catalogue = own.find((event) => event.type === "tool.catalog.resolved");
  return Agent.parse({
    id,
    ...promptOf(context, submitted?.payload.request?.instructions),
    tools: catalogue?.payload.tools.map(({ name }) => name) ?? [],
    budget: settings.budget,
    context: settings.context,
    ...(conversation !== undefined && { conversation }),
    ...(response_schema !== undefined && { response_schema }),
    settings: settings.model_settings,
    ...(settings.model !== undefined && { model: settings.model }),
  });
}

/**
 * The recorded prompt holds its skills: each one's text goes from its title to the next. Behind them stand
 * the instructions of the turn's own request, which the loop puts there itself.
 */
function promptOf(context: EventOf<"context.resolved"> | undefined, asked: string | undefined) {
  const skills: { id: string; title: string; instructions: string }[] = [];
  const whole = context?.payload.system_prompt ?? "";
  const behind = `\n\n${asked}`;
  let prompt =
    asked !== undefined && whole.endsWith(behind) ? whole.slice(0, -behind.length) : whole;
  for (const { id, title } of context?.payload.skills.toReversed() ?? []) {
    const heading = `\n\n[SKILL: ${title}]\n`;
    const at = prompt.lastIndexOf(heading);
    skills.unshift({ id, title, instructions: prompt.slice(at + heading.length) });
    prompt = prompt.slice(0, at);
  }
  return { system_prompt: prompt === "" ? " " : prompt, skills };
}

/** What a person answered with "always" in this thread counts from then on. */
function inForce(policy: Policy, cursor: Cursor): Policy {
  const approvals = cursor.state.turns.flatMap(({ run }) => run.approvals);
  const always = approvals.filter(({ decision }) => decision === "allow_always");
  const rules = always.map(({ tool: match }) => {
    return { match, verdict: "allow", source: "remembered" } as const;
  });
  return withSourced(policy, rules);
}
