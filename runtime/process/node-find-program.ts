import { access, constants } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

/** Where a program stands, as a shell would look for it; undefined if it is nowhere. */
export async function findProgram(
  name: string,
  searchPath: string,
  cwd = ".",
): Promise<string | undefined> {
  const places = name.includes("/")
    ? [resolve(cwd, name)]
    : searchPath.split(delimiter).map((folder) => join(folder === "" ? cwd : folder, name));
  for (const place of places) {
    const isThere = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  return undefined;
}
