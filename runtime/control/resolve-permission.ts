import { z } from "zod";

import type { Decision } from "#runtime/event/action.ts";
import { PermissionScope } from "#runtime/event/permission.ts";
import { command } from "./command.ts";
import { ActionAnswer, decideAction } from "./decide-action.ts";

const Input = ActionAnswer.omit({ decision: true }).extend({
  verdict: z.enum(["allow", "deny"]),
  /** For how long a yes counts. */
  scope: PermissionScope.default("once"),
});

const ALLOW: Readonly<Record<PermissionScope, Decision>> = {
  once: "allow_once",
  session: "allow_session",
  always: "allow_always",
};

export const resolvePermission = command({
  name: "resolve_permission",
  description: "Decides what the permission gate has asked; the first decision counts",
  kind: "write",
  input: Input,
  run: ({ verdict, scope, ...answer }, services) =>
    decideAction({ ...answer, decision: verdict === "deny" ? "deny" : ALLOW[scope] }, services),
});
