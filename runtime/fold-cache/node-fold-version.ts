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
  const sources = await Promise.all(names.map((name) => readFile(new URL(name, folder))));
  const hash = createHash("sha256");
  for (const [index, name] of names.entries()) hash.update(name).update(sources[index] ?? "");
  return hash.digest("hex");
}
