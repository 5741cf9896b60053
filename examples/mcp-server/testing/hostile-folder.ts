import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A workspace with everything that must not be followed, inside a folder that it may not leave. */
export function hostileFolder(folder: string): string {
  const work = join(folder, "work");
  mkdirSync(join(work, "sub"), { recursive: true });
  mkdirSync(join(work, "notes"));
  mkdirSync(join(work, ".hidden"));
  writeFileSync(join(folder, "secret.txt"), "secret\n");
  writeFileSync(join(work, ".hidden", "a.txt"), "secret\n");
  writeFileSync(join(work, "sub", "inside.txt"), "inside\n");
  writeFileSync(join(work, "empty.txt"), "");
  writeFileSync(join(work, "two\nlines.txt"), "secret\n");
  writeFileSync(join(work, "binary.bin"), "secret\0");
  writeFileSync(join(work, "big.txt"), "secret ".repeat(200_000));
  symlinkSync(join(folder, "secret.txt"), join(work, "link.txt"));
  symlinkSync(join(folder, "secret.txt"), join(work, "notes", "link.txt"));
  symlinkSync(folder, join(work, "linked"));
  symlinkSync(join(work, "sub", "inside.txt"), join(work, "inner-link.txt"));
  execFileSync("/usr/bin/mkfifo", [join(work, "pipe")]);
  return work;
}
