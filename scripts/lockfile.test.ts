import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

const Names = z.record(z.string(), z.string()).default({});
const Lockfile = z.object({
  packages: z.record(z.string(), z.object({ dependencies: Names, optionalDependencies: Names })),
});

const LOCKFILES = [
  "package-lock.json",
  "runtime/library/testing/workerd/package-lock.json",
  "runtime/model/testing/llama/package-lock.json",
  "runtime/tool/testing/suites/package-lock.json",
  "server/protocol/testing/opencode/package-lock.json",
];

/** Registries that lack a package for another machine make npm drop it, and then `npm ci` refuses the file. */
test.each(LOCKFILES)(
  "%s names every package that another one asks for, also those for other machines",
  (file) => {
    const { packages } = Lockfile.parse(JSON.parse(readFileSync(file, "utf8")));
    const missing = Object.entries(packages).flatMap(
      ([path, { dependencies, optionalDependencies }]) =>
        Object.keys({ ...dependencies, ...optionalDependencies }).filter(
          (name) => !placesOf(path, name).some((place) => place in packages),
        ),
    );

    expect(Object.keys(packages).length).toBeGreaterThan(1);
    expect(missing).toEqual([]);
  },
);

/** A registry's address in a lockfile would send everybody to it. */
test.each(LOCKFILES)("%s names no registry", (file) => {
  expect(readFileSync(file, "utf8")).not.toContain('"resolved"');
});

/** Where Node would look for a package, from the inside out. */
function placesOf(path: string, name: string): readonly string[] {
  const here = path === "" ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  const outer = path.lastIndexOf("/node_modules/");
  if (path === "") return [here];
  return [here, ...placesOf(outer === -1 ? "" : path.slice(0, outer), name)];
}
