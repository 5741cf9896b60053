import { join } from "node:path";

import type { PermissionServices } from "#runtime/control/command.ts";
import { openRulesFile } from "#runtime/permission/node-remembered-rules.ts";
import { withRules } from "#runtime/permission/policy.ts";
import type { RememberedRules } from "#runtime/permission/remembered-rules.ts";
import { ASKED_FIRST } from "#runtime/tool/builtin/asked-first.ts";
import type { Config } from "./config.ts";
import type { MountedTools } from "./mount-tools.ts";
import type { ServeOptions } from "./serve-options.ts";

/** What was answered with "always" here. Rejects with an Error when the file does not fit. */
export function rememberedRules({ data }: Pick<ServeOptions, "data">): Promise<RememberedRules> {
  return openRulesFile(join(data, "permissions.yaml"));
}

/** What may be done without asking: the configuration, what tools say of themselves, and answers. */
export function permissionsOf(
  { permissions, tools }: Pick<Config, "permissions" | "tools">,
  { cautions }: Pick<MountedTools, "cautions">,
  remembered: RememberedRules,
): PermissionServices {
  const named = new Set<string>(tools.builtin);
  const askedFirst = ASKED_FIRST.filter(({ match }) => named.has(match));
  return {
    remembered,
    policy: () => {
      const own = { ...permissions, rules: [...permissions.rules, ...askedFirst] };
      const cautious = withRules(own, cautions(), "tool_change");
      return withRules(cautious, remembered.list(), "remembered");
    },
  };
}
