import type { ConnectFlags } from "./connect.ts";

/** What to type to go on with a session in the same runtime. */
export function goOnCommand(session_id: string, flags: ConnectFlags): string {
  const { data, config, url, agentDir } = flags;
  const named = { data, config, url, "agent-dir": agentDir };
  const words = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, quoted(value)],
  );
  return ["uar chat --session", session_id, ...words].join(" ");
}

function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
