import type { z } from "zod";

import type { AgentPermissions } from "#runtime/permission/policy.ts";

/** What an agent from elsewhere would allow itself, in words; undefined where its rules only ask and deny. */
export function looserThanAsked({
  mode,
  rules,
}: z.output<typeof AgentPermissions>): string | undefined {
  if (mode !== undefined) {
    return `An agent that came from elsewhere may not choose its permission mode (${mode})`;
  }
  const allowing = rules.find(({ verdict }) => verdict === "allow");
  return allowing === undefined
    ? undefined
    : `An agent that came from elsewhere may not allow itself ${allowing.match}`;
}
