import { constants } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
/** Linux names an open folder, wherever it is moved; elsewhere only its path does. */
const HAS_DESCRIPTOR_PATHS = process.platform === "linux";

/** A folder that is held open, so that what stands in it is reached through it and not by its path. */
export interface OpenFolder extends AsyncDisposable {
  readonly handle: FileHandle;
  /** The path by which an entry of this very folder is reached. */
  at(name: string): string;
}

/** Opens a folder that is no link. */
export async function openFolder(path: string): Promise<OpenFolder> {
  const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const anchor = HAS_DESCRIPTOR_PATHS ? `/proc/self/fd/${handle.fd}` : path;
  return {
    handle,
    at: (name) => join(anchor, name),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/**
 * Opens a folder below another one name by name, following no link on the way (S14). `create` makes
 * the folders that are missing.
 */
export async function descend(
  root: string,
  names: readonly string[],
  { create = false }: { readonly create?: boolean } = {},
): Promise<OpenFolder> {
  let folder = await openFolder(root);
  for (const name of names) {
    await using left = folder;
    if (create) await mkdir(left.at(name)).catch(ignoreExisting);
    folder = await openFolder(left.at(name));
  }
  return folder;
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
}
