/** The source of tools that hand a task to another agent. */
export const DELEGATES = "agent";

/** The name of the tool that hands a task to an agent. */
export function delegateName(agent: string): string {
  return `${DELEGATES}__${agent}`;
}
