import fc from "fast-check";
import { expect, test } from "vitest";

import type { Verdict } from "#runtime/event/permission.ts";
import type { Effect } from "#runtime/event/shared.ts";
import { evaluatePermission, PermissionPolicy, type PermissionMode } from "./permission.ts";

const read = { name: "files__read", effect: "read" } as const;
const write = { name: "files__write", effect: "at_most_once" } as const;

test.each<[PermissionMode, Effect, Verdict]>([
  ["default", "read", "allow"],
  ["default", "idempotent", "ask"],
  ["default", "at_most_once", "ask"],
  ["untrusted", "read", "ask"],
  ["untrusted", "idempotent", "ask"],
  ["untrusted", "at_most_once", "ask"],
  ["plan", "read", "allow"],
  ["plan", "idempotent", "deny"],
  ["plan", "at_most_once", "deny"],
  ["bypass", "read", "allow"],
  ["bypass", "idempotent", "allow"],
  ["bypass", "at_most_once", "allow"],
])("in the mode %s the gate says about a tool that is %s: %s", (mode, effect, verdict) => {
  const answer = evaluatePermission({ name: "files__x", effect }, {}, policy({ mode }));

  expect(answer.verdict).toBe(verdict);
  expect(answer.rule).toContain(mode);
});

test("without a policy the gate denies even what only reads", () => {
  expect(evaluatePermission(read, {}, undefined)).toMatchObject({
    verdict: "deny",
    rule: "no policy",
  });
});

test("deny beats ask and ask beats allow in every order of the rules and in every mode", () => {
  const verdicts = fc.array(fc.constantFrom<Verdict>("allow", "ask", "deny"), {
    minLength: 1,
    maxLength: 6,
  });
  const mode = fc.constantFrom<PermissionMode>("default", "untrusted", "plan", "bypass");

  fc.assert(
    fc.property(verdicts, mode, fc.boolean(), (given, inMode, isAllowed) => {
      const rules = given.map((verdict) => ({ match: "files__*", verdict }));
      const strictest = (["deny", "ask", "allow"] as const).find((verdict) =>
        given.includes(verdict),
      );
      const allowances = isAllowed ? [write.name] : [];

      const answer = evaluatePermission(write, {}, policy({ mode: inMode, rules }), allowances);

      expect(answer).toMatchObject({ verdict: strictest, rule: `${strictest} files__*` });
    }),
  );
});

test("a rule about another tool says nothing", () => {
  const rules = [{ match: "mail__*", verdict: "deny" }];

  expect(evaluatePermission(read, {}, policy({ rules })).verdict).toBe("allow");
});

test("what a person allowed for the session is not asked again", () => {
  const answer = evaluatePermission(write, {}, policy({}), [write.name]);

  expect(answer).toMatchObject({ verdict: "allow", rule: "allowed for this session" });
});

test("an allowance is for one tool and not for those that begin alike", () => {
  const longer = { ...write, name: "files__write_all" };

  expect(evaluatePermission(longer, {}, policy({}), [write.name]).verdict).toBe("ask");
});

test("an allowance does not reach what the plan mode rules out", () => {
  expect(evaluatePermission(write, {}, policy({ mode: "plan" }), [write.name]).verdict).toBe(
    "deny",
  );
});

test.each([
  { mode: "yolo" },
  { rules: [{ match: "", verdict: "allow" }] },
  { rules: [{ match: "*", verdict: "maybe" }] },
  { rules: [{ match: "*", verdict: "allow", when: "sunday" }] },
  { rule: [] },
])("the policy %j is refused instead of half understood", (input) => {
  expect(PermissionPolicy.safeParse(input).success).toBe(false);
});

function policy(input: unknown): PermissionPolicy {
  return PermissionPolicy.parse(input);
}
