const EXTENSION = ".promptl";

/**
 * The path of a prompt from its root, with the extension: `/a`, `a` and `a.promptl` are one. A name that begins
 * with `/` counts from the root, any other from the folder of `from`. Undefined for what leaves the root.
 */
export function promptPath(name: string, from = ""): string | undefined {
  if (name === "" || /[\\\0]/.test(name)) return undefined;
  const folder = name.startsWith("/") ? [] : from.split("/").slice(0, -1);
  const path: string[] = [];
  for (const segment of [...folder, ...name.split("/")]) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") path.push(segment);
    else if (path.pop() === undefined) return undefined;
  }
  if (path.length === 0) return undefined;
  const joined = path.join("/");
  return joined.endsWith(EXTENSION) ? joined : `${joined}${EXTENSION}`;
}
