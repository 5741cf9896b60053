import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";

/**
 * Names the code that folds, by a hash of its sources: whoever changes the fold need not remember to say so.
 * Undefined where the sources are not there, as in a bundle.
 */
export async function foldVersion(): Promise<string | undefined> {
  // The fold takes nothing from other rooms; the architecture test sees to that.
  const folder = new URL("../state/", import.meta.url);
  const names = (await readdir(folder, { recursive: true }).catch(() => []))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .toSorted();
  if (names.length === 0) return undefined;
  const hash = createHash("sha256");
  // One at a time: a process may have fewer files to open than there are sources.
  for (const name of names) hash.update(name).update(await readFile(new URL(name, folder)));
  return hash.digest("hex");
}
