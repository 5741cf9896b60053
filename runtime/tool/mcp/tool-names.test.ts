import fc from "fast-check";
import { expect, test } from "vitest";

import { nameTools } from "./tool-names.ts";

test("a tool is named after its server", () => {
  const names = nameTools([
    { server: "files", tools: ["read", "write.all"] },
    { server: "my web", tools: ["read"] },
  ]);

  expect(names).toEqual([["files__read", "files__write_all"], ["my_web__read"]]);
});

test("whatever servers call their tools, the names are good, different and the same next time", () => {
  const names = fc.array(
    fc.oneof(fc.string(), fc.constantFrom("a b", "a.b", "a_b", "b__c", "x".repeat(9_000))),
  );
  const servers = fc.array(
    fc.record({ server: fc.constantFrom("a", "a__b", "a b"), tools: names }),
  );

  fc.assert(
    fc.property(servers, (given) => {
      const all = nameTools(given).flat();
      for (const name of all) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      expect(new Set(all).size).toBe(all.length);
      expect(nameTools(given).flat()).toEqual(all);
    }),
  );
});

test("names that differ only after the cut stay apart", () => {
  const long = "n".repeat(100);
  const [names = []] = nameTools([{ server: "s", tools: [`${long}1`, `${long}2`] }]);

  expect(names[0]).not.toBe(names[1]);
});
