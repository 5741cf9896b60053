import { type Agent, type AgentSettings, ContextRules, type Skill } from "#runtime/agent/agent.ts";
import { activeSkills, systemPrompt } from "#runtime/agent/instructions.ts";
import { fillIn } from "#runtime/agent/template-variables.ts";
import type { EventDraft } from "#runtime/event/catalogue.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { Policy } from "#runtime/permission/policy.ts";
import type { RunContext } from "#runtime/run-context.ts";
import type { ContextState } from "#runtime/state/context-state.ts";
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
  const { prompt, skills, memories = [] } = instructions(context, services, run);
  const model = router.fullName(wishOf(context, agent).name);
  const drafts: readonly EventDraft[] = [
    { type: "turn.started", payload: { agent: agent.id, model } },
    { type: "task.attempt.started", payload: { attempt: 1, agent: agent.id, model } },
    {
      type: "tool.catalog.resolved",
      payload: { tools: [...toolsFor(agent, toolbox, context.request)] },
    },
    {
      type: "context.resolved",
      payload: {
        agent: agent.id,
        system_prompt: prompt,
        skills: [...skills],
        ...(memories.length > 0 && { memories: [...memories] }),
        message_count: context.messages.length,
        settings: settingsOf(agent, settings, policy()),
      },
    },
  ];
  return { prompt, drafts };
}

interface Instructions extends Pick<ContextState, "skills" | "memories"> {
  readonly prompt: string;
}

function instructions(
  { user_input, request = {} }: RunContext,
  services: LoopServices,
  run: RunState,
): Instructions {
  const ofFork = keptByFork(run);
  if (ofFork !== undefined) return ofFork;
  const asked = request.instructions === undefined ? [] : [request.instructions];
  if (request.direct === true) return { prompt: asked.join(""), skills: [] };
  const { agent, notes = { prompt: "", refs: [] } } = services;
  const active = activeSkills(agent, user_input);
  const prompt = [ownWords(services, active), notes.prompt, ...asked];
  return {
    prompt: prompt.filter((text) => text !== "").join("\n\n"),
    skills: active.map(({ id, title }) => ({ id, title })),
    memories: [...notes.refs],
  };
}

/** A fork goes on under the instructions that it was given, else under those of its origin. */
function keptByFork({ forked_from, system_prompt, context }: RunState): Instructions | undefined {
  const changed = forked_from?.changes?.system_prompt;
  if (changed !== undefined) return { prompt: changed, skills: [] };
  if (forked_from === undefined || context === undefined) return undefined;
  const { skills, memories = [] } = context;
  return { prompt: system_prompt, skills, memories };
}

/** The agent's prompt and its skills, with what their variables stand for where something is known of it. */
function ownWords({ agent, surroundings, clock }: LoopServices, active: readonly Skill[]): string {
  const prompt = systemPrompt(agent, active);
  return surroundings === undefined ? prompt : fillIn(prompt, surroundings, clock.now());
}

/** The rules of a run are facts of it: without them nobody could say later why it went as it did. */
function settingsOf(
  { budget, model, context, conversation, response_schema }: Agent,
  settings: AgentSettings,
  { mode, rules, bounds = [] }: Policy,
): Json {
  return {
    ...(model !== undefined && { model }),
    ...(Object.keys(settings).length > 0 && { model_settings: { ...settings } }),
    budget,
    ...(conversation !== undefined && { conversation }),
    ...(response_schema !== undefined && { response_schema }),
    ...(JSON.stringify(context) !== DEFAULT_CONTEXT && { context }),
    permissions: {
      ...policyFacts({ mode, rules }),
      ...(bounds.length > 0 && { bounds: bounds.map(policyFacts) }),
    },
  };
}

function policyFacts({ mode, rules }: Policy) {
  return { mode, rules: rules.map((rule) => ({ ...rule })) };
}

/** Said only where it is the agent's own. */
const DEFAULT_CONTEXT = JSON.stringify(ContextRules.parse({}));
