import type { Context } from "hono";

import { agentsWith } from "#runtime/control/call-tool.ts";
import type { ControlServices } from "#runtime/control/command.ts";
import type { Json } from "#runtime/event/shared.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { readFields } from "#runtime/state/form-field.ts";
import { argumentFields, fieldValues } from "#runtime/tool/argument-fields.ts";
import { isObject, type JsonObject } from "#runtime/tool/json-object.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { ArgumentForm, RefusedCall } from "#views/tools/argument-form.ts";

/** The fields of a posted form. */
export type CallBody = Readonly<Record<string, string | undefined>>;

/** Reads what was posted; files are left out. */
export async function readCall(c: Context<AppEnv>): Promise<CallBody> {
  const body = await c.req.parseBody();
  const texts = Object.entries(body).filter(([, value]) => typeof value === "string");
  // The filter leaves texts only.
  return Object.fromEntries(texts) as CallBody;
}

/** What a form says of the arguments, or what is wrong with it. */
export function argumentsOf(tool: Tool, body: CallBody): JsonObject | string {
  const { json } = body;
  if (json === undefined) return readFields(argumentFields(tool.input_schema) ?? [], body);
  let value: Json;
  try {
    // JSON.parse gives nothing but JSON values.
    value = JSON.parse(json.trim() === "" ? "{}" : json) as Json;
  } catch (cause) {
    return `The arguments are not JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
  return isObject(value)
    ? value
    : 'The arguments are not an object; write one like {"name": "value"}';
}

/** What the form begins with: the call that was tried, or what was refused. */
interface Beginning {
  readonly tried: { readonly run: RunState; readonly json: string } | undefined;
  readonly refused: RefusedCall | undefined;
  readonly body: CallBody | undefined;
}

/** The form that calls a tool by hand. */
export function callForm(
  tool: Tool,
  control: ControlServices,
  { tried, refused, body = {} }: Beginning,
): ArgumentForm {
  const fields = argumentFields(tool.input_schema);
  // The command wrote it from arguments that it had checked.
  const args = JSON.parse(tried?.json ?? "{}") as Json;
  const agent = body["agent"] ?? tried?.run.agent;
  return {
    tool,
    ...(fields !== undefined && { fields }),
    values: refused === undefined ? fieldValues(fields ?? [], args) : body,
    json: body["json"] ?? JSON.stringify(args, null, 2),
    agents: agentsWith(tool.name, control).map(({ id }) => id),
    ...(agent !== undefined && { agent }),
    idempotency_key: control.ids.next("t"),
    ...(refused !== undefined && { refused }),
  };
}
