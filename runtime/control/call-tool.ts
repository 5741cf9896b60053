import { z } from "zod";

import type { Agent } from "#runtime/agent/agent.ts";
import { Json } from "#runtime/event/shared.ts";
import { readDirectCall, writeDirectCall } from "#runtime/model/direct/direct-call.ts";
import { DIRECT_MODEL } from "#runtime/model/direct/direct-model.ts";
import { toolsFor } from "#runtime/pmpo/agent-tools.ts";
import { parseArguments } from "#runtime/tool/arguments.ts";
import { command, CommandError, type ControlServices } from "./command.ts";
import { createSession } from "./sessions.ts";
import { submitTurn, type SubmittedTurn } from "./submit-turn.ts";

/** What the session of calls by hand is called. */
const TRIALS_TITLE = "Tool trials";
/** Calls of one session; the next one begins another, so that none grows without end. */
const MAX_TRIALS = 200;

const Input = z.strictObject({
  tool: z.string().min(1).max(64),
  arguments: z.record(z.string(), Json).default({}),
  /** Whose rules count; absent, the first agent that may use the tool. */
  agent: z.string().exactOptional(),
  /** Sent twice with the same key, it is one call. */
  idempotency_key: z.string().min(1).max(200).exactOptional(),
});

export const callTool = command({
  name: "call_tool",
  description:
    "Calls a tool as a run of its own: through the permission gate and into the log, as any call",
  kind: "write",
  input: Input,
  async run({ tool: name, arguments: args, agent, idempotency_key }, services) {
    const tool = services.toolbox().get(name);
    if (tool === undefined) throw new CommandError("not_found", `There is no tool "${name}"`);
    const parsed = parseArguments(tool, JSON.stringify(args));
    if (!parsed.ok) throw new CommandError("invalid_input", parsed.error.message);
    const chosen = agentFor(name, agent, services);
    return submitTrial({ tool: name, args, agent: chosen, idempotency_key }, services);
  },
});

interface Trial {
  readonly tool: string;
  readonly args: Readonly<Record<string, Json>>;
  readonly agent: string;
  readonly idempotency_key: string | undefined;
}

/** Submits a call by hand, in the session of such calls; the same key twice is one call. */
export function submitTrial(
  { tool, args, agent, idempotency_key }: Trial,
  services: ControlServices,
): Promise<SubmittedTurn> {
  const { threads } = services;
  return threads.exclusive("tool-trials", async (): Promise<SubmittedTurn> => {
    const before = await threads.findByKey(idempotency_key);
    const session_id = before?.session_id ?? (await trialSession(services));
    const input = { text: writeDirectCall(tool, args) };
    const key = idempotency_key === undefined ? {} : { idempotency_key };
    const options = { agent, model: DIRECT_MODEL };
    return submitTurn.run({ session_id, input, options, ...key }, services);
  });
}

/** The agents that may use a tool, the default one first. */
export function agentsWith(
  tool: string,
  { agents, toolbox }: Pick<ControlServices, "agents" | "toolbox">,
): readonly Agent[] {
  const standard = agents.resolve();
  const all = [standard, ...agents.list().filter(({ id }) => id !== standard.id)];
  return all.filter((agent) => toolsFor(agent, toolbox()).some(({ name }) => name === tool));
}

function agentFor(tool: string, wanted: string | undefined, services: ControlServices): string {
  const named = wanted === undefined ? undefined : services.agents.find(wanted);
  const offered = named === undefined ? [] : toolsFor(named, services.toolbox());
  if (named !== undefined && offered.some(({ name }) => name === tool)) return named.id;
  const able = agentsWith(tool, services).map(({ id }) => id);
  const chosen = wanted ?? able[0];
  if (chosen !== undefined && able.includes(chosen)) return chosen;
  const who = able.length === 0 ? "no agent may" : `only ${able.join(", ")} may`;
  const message =
    wanted === undefined
      ? `No agent may use the tool "${tool}"; name it under tools of an agent in uar.yaml`
      : `The agent "${wanted}" may not use the tool "${tool}": ${who}`;
  throw new CommandError("invalid_input", message);
}

/** The newest session in which nothing but calls by hand was done; a new one where there is none. */
async function trialSession(services: ControlServices): Promise<string> {
  const known = (await services.threads.list()).find(
    ({ archived, title, runs }) =>
      !archived &&
      runs.length < MAX_TRIALS &&
      (runs.length === 0 ? title === TRIALS_TITLE : runs.every(isTrial)),
  );
  if (known !== undefined) return known.session_id;
  return (await createSession.run({ title: TRIALS_TITLE }, services)).session_id;
}

/** A run that has not begun says no model yet, so that its words tell. */
function isTrial({ model, text }: { readonly model: string; readonly text: string }): boolean {
  return model === "" ? readDirectCall(text) !== undefined : model === DIRECT_MODEL;
}
