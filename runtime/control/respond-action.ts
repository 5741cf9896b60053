import { command } from "./command.ts";
import { ActionAnswer, decideAction } from "./decide-action.ts";

export const respondAction = command({
  name: "respond_action",
  description: "Answers a pending action; the first answer counts",
  kind: "write",
  input: ActionAnswer,
  run: decideAction,
});
