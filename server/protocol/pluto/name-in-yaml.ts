import { parseDocument } from "yaml";
import { z } from "zod";

import { tooMuchYaml } from "#runtime/prompt/yaml-cost.ts";
import { ProblemError } from "#server/security/problem.ts";

const Named = z.union([
  z
    .looseObject({ metadata: z.looseObject({ name: z.string() }) })
    .transform((file) => file.metadata),
  z.looseObject({ name: z.string() }),
]);

/** The name that an agent.yaml gives its agent. Throws ProblemError (422), also for YAML that would cost too much. */
export function nameInYaml(text: string): string {
  const excess = tooMuchYaml(text);
  if (excess !== undefined) throw refusal(`The YAML has ${excess}`);
  const document = parseDocument(text, { logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined) throw refusal(`The body is no YAML: ${error.message}`);
  const named = Named.safeParse(valueOf(document));
  if (named.success) return named.data.name;
  throw refusal("The YAML names no agent; write metadata: { name: ... }");
}

/** No aliases: a few lines of them can stand for gigabytes. */
function valueOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    if (!(cause instanceof ReferenceError || cause instanceof RangeError)) throw cause;
    throw refusal(`The YAML cannot be read: ${cause.message}`);
  }
}

function refusal(detail: string): ProblemError {
  const title = "The input does not fit";
  return new ProblemError({ status: 422, code: "invalid_input", title, detail });
}
