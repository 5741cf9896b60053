import { execFileSync } from "node:child_process";

/** The living processes of this machine whose command line holds a text. Zombies are dead. */
export function processesWith(text: string): readonly string[] {
  const lines = execFileSync("ps", ["-eo", "pid=,stat=,args=", "-ww"], { encoding: "utf8" });
  return lines
    .split("\n")
    .filter((line) => line.includes(text))
    .filter((line) => !(line.trim().split(/\s+/)[1] ?? "").startsWith("Z"));
}
