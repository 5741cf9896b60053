import { type Agent, type AgentSettings, ContextRules } from "#runtime/agent/agent.ts";
import { activeSkills, systemPrompt } from "#runtime/agent/instructions.ts";
import { fillIn } from "#runtime/agent/template-variables.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { Policy } from "#runtime/permission/policy.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { toolsFor } from "./agent-tools.ts";
import { wishOf } from "./routing-facts.ts";
import type { LoopServices } from "./services.ts";

/**
 * The first facts of a run: who answers, on which model, with which tools and instructions. A forked run
 * keeps the instructions of its origin, or gets those that the fork gives it.
 */
export function opening(
  context: RunContext,
  services: LoopServices,
  run: RunState,
): { prompt: string; drafts: readonly EventDraft[] } {
  const { agent, settings, router, toolbox, policy } = services;
  const { prompt, skills } = instructions(context, services, run);
  const model = router.fullName(wishOf(context, agent).name);
  const drafts: readonly EventDraft[] = [
    { type: "turn.started", payload: { agent: agent.id, model } },
    { type: "task.attempt.started", payload: { attempt: 1, agent: agent.id, model } },
    { type: "tool.catalog.resolved", payload: { tools: [...toolsFor(agent, toolbox)] } },
    {
      type: "context.resolved",
      payload: {
        agent: agent.id,
        system_prompt: prompt,
        skills: [...skills],
        message_count: context.messages.length,
        settings: settingsOf(agent, settings, policy()),
      },
    },
  ];
  return { prompt, drafts };
}

function instructions(
  { user_input }: RunContext,
  { agent, surroundings, clock }: LoopServices,
  { forked_from, ...run }: RunState,
) {
  const changed = forked_from?.changes?.system_prompt;
  if (changed !== undefined) return { prompt: changed, skills: [] };
  if (forked_from !== undefined && run.context !== undefined) {
    return { prompt: run.system_prompt, skills: run.context.skills };
  }
  const active = activeSkills(agent, user_input);
  const skills = active.map(({ id, title }) => ({ id, title }));
  const prompt = systemPrompt(agent, active);
  if (surroundings === undefined) return { prompt, skills };
  return { prompt: fillIn(prompt, surroundings, clock.now()), skills };
}

/** The rules of a run are facts of it: without them nobody could say later why it went as it did. */
function settingsOf(
  { budget, model, context }: Agent,
  settings: AgentSettings,
  { mode, rules }: Policy,
): Json {
  return {
    ...(model !== undefined && { model }),
    ...(Object.keys(settings).length > 0 && { model_settings: { ...settings } }),
    budget,
    ...(JSON.stringify(context) !== DEFAULT_CONTEXT && { context }),
    permissions: { mode, rules: rules.map((rule) => ({ ...rule })) },
  };
}

/** Said only where it is the agent's own. */
const DEFAULT_CONTEXT = JSON.stringify(ContextRules.parse({}));
