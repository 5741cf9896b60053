import type { OpenMode } from "#runtime/log/disk.ts";

import type { Random } from "./random.ts";
import { SimulatedDirectory } from "./simulated-directory.ts";
import { SimulatedFile } from "./simulated-file.ts";

/** A disk in memory that outlives the simulated processes. All it does is decided by its random stream. */
export class SimulatedDisk {
  readonly root = new SimulatedDirectory();
  readonly random: Random;
  /** Files that processes have open now, and the most at once. */
  openFiles = 0;
  openFilesPeak = 0;

  constructor(random: Random) {
    this.random = random;
  }

  countOpen(change: 1 | -1): void {
    this.openFiles += change;
    this.openFilesPeak = Math.max(this.openFilesPeak, this.openFiles);
  }

  losePower(): void {
    this.root.losePower(this.random);
  }

  directory(path: string): SimulatedDirectory | undefined {
    let node: SimulatedDirectory | SimulatedFile | undefined = this.root;
    for (const name of path.split("/").filter((part) => part !== "")) {
      node = node instanceof SimulatedDirectory ? node.get(name) : undefined;
    }
    return node instanceof SimulatedDirectory ? node : undefined;
  }

  makeDirectory(path: string): void {
    const { parent, name } = split(path);
    const directory = this.directory(parent);
    if (directory === undefined) throw diskError("ENOENT", path);
    if (directory.get(name) === undefined) directory.set(name, new SimulatedDirectory());
  }

  /** Takes a name away, of a directory only where it is empty. */
  remove(path: string): void {
    const { parent, name } = split(path);
    if ((this.directory(path)?.names.length ?? 0) > 0) throw diskError("ENOTEMPTY", path);
    this.directory(parent)?.delete(name);
  }

  file(path: string): SimulatedFile | undefined {
    const { parent, name } = split(path);
    const node = this.directory(parent)?.get(name);
    return node instanceof SimulatedFile ? node : undefined;
  }

  openFile(path: string, mode: OpenMode): SimulatedFile {
    const { parent, name } = split(path);
    const directory = this.directory(parent);
    if (directory === undefined) throw diskError("ENOENT", path);
    const found = this.file(path);
    if (mode === "create" && found !== undefined) throw diskError("EEXIST", path);
    if ((mode === "read" || mode === "write") && found === undefined)
      throw diskError("ENOENT", path);
    const file = found ?? new SimulatedFile();
    if (mode === "replace") file.truncate(0);
    directory.set(name, file);
    return file;
  }
}

/** The directory and the name that a path ends with. */
function split(path: string): { readonly parent: string; readonly name: string } {
  const at = path.lastIndexOf("/");
  return { parent: path.slice(0, at), name: path.slice(at + 1) };
}

/** An error as the system gives it. */
export function diskError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}
