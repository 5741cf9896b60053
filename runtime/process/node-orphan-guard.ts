import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { join } from "node:path";

/**
 * Starts a process that waits for our end, however it comes, and then kills all that carries our
 * mark. It keeps neither this process nor its terminal busy.
 */
export function guardAgainstOrphans(host: string): void {
  const guard = spawn(
    process.execPath,
    [join(import.meta.dirname, "node-orphan-sweeper.ts"), host],
    {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      env: {},
    },
  );
  guard.on("error", () => {}); // Each child's own end is still seen to.
  guard.unref();
  if (guard.stdin instanceof Socket) guard.stdin.unref();
}
