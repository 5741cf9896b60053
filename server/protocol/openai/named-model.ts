import type { ControlServices } from "#runtime/control/command.ts";
import type { TurnOptions } from "#runtime/event/turn.ts";
import { refused } from "./protocol-error.ts";

/** Who a request asks: an agent, or a model alone. */
export interface NamedModel {
  readonly options: TurnOptions;
  readonly direct?: true;
}

/**
 * Agents stand under their own ids; any other name is a model, which then answers without an agent. No name
 * is the default agent. Throws a refusal with status 404 for a name that nobody has.
 */
export function namedModel(
  name: string | undefined,
  { agents, models }: Pick<ControlServices, "agents" | "models">,
): NamedModel {
  if (name === undefined || name === "") return { options: {} };
  if (agents.list().some(({ id }) => id === name)) return { options: { agent: name } };
  try {
    models.resolve(name);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The model "${name.slice(0, 200)}" is neither an agent nor a model here: ${why}`;
    throw refused("model", message, { status: 404, code: "model_not_found" });
  }
  return { options: { model: name }, direct: true };
}
