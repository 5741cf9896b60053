import { ClientTool } from "#runtime/event/turn-request.ts";
import type { Json } from "#runtime/event/shared.ts";
import { refused } from "./protocol-error.ts";

/** A tool of a request; without `function`, one that only the protocol's own provider could run. */
interface SentTool {
  readonly param: string;
  readonly function:
    | {
        readonly name: string;
        readonly description?: string | null | undefined;
        readonly parameters?: Record<string, Json> | null | undefined;
      }
    | undefined;
}

/** The functions among a request's tools. Throws a refusal for a name that no model takes. */
export function parseClientTools(tools: readonly SentTool[]): ClientTool[] {
  return tools.flatMap(({ param, function: sent }) => {
    if (sent === undefined) return [];
    const parsed = ClientTool.safeParse({
      name: sent.name,
      description: sent.description ?? "",
      input_schema: sent.parameters ?? { type: "object", properties: {} },
    });
    if (parsed.success) return [parsed.data];
    throw refused(`${param}.name`, parsed.error.issues[0]?.message ?? "The tool does not fit");
  });
}
