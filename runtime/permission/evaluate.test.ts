import fc from "fast-check";
import { expect, test } from "vitest";

import type { PermissionMode, Verdict } from "#runtime/event/permission.ts";
import type { Effect } from "#runtime/event/shared.ts";
import { evaluatePermission, NOTHING_YET } from "./evaluate.ts";
import { forAgent, PermissionPolicy, withRules } from "./policy.ts";

const read = { name: "files__read", effect: "read" } as const;
const write = { name: "files__write", effect: "at_most_once" } as const;

test.each<[PermissionMode, Effect, Verdict]>([
  ["default", "read", "allow"],
  ["default", "idempotent", "ask"],
  ["default", "at_most_once", "ask"],
  ["untrusted", "read", "ask"],
  ["untrusted", "at_most_once", "ask"],
  ["on_request", "read", "allow"],
  ["on_request", "idempotent", "allow"],
  ["on_request", "at_most_once", "ask"],
  ["on_failure", "at_most_once", "allow"],
  ["auto", "at_most_once", "allow"],
  ["never", "read", "allow"],
  ["never", "idempotent", "deny"],
  ["plan", "read", "allow"],
  ["plan", "idempotent", "deny"],
  ["plan", "at_most_once", "deny"],
  ["bypass", "at_most_once", "allow"],
])("in the mode %s the gate says about a tool that is %s: %s", (mode, effect, verdict) => {
  const answer = evaluatePermission(
    { name: "files__x", effect },
    {},
    policy({ mode }),
    NOTHING_YET,
  );

  expect(answer).toMatchObject({ verdict, source: "mode", mode });
  expect(answer.rule).toContain(mode);
});

test.each([
  ["on_failure", { hasFailed: true }],
  ["auto", { hasForeignText: true }],
])("the mode %s asks for what acts once the run is no longer as it was: %j", (mode, facts) => {
  const say = (tool: typeof read | typeof write) =>
    evaluatePermission(tool, {}, policy({ mode }), { ...NOTHING_YET, ...facts }).verdict;

  expect([say(read), say(write)]).toEqual(["allow", "ask"]);
});

test("without a policy the gate denies even what only reads", () => {
  expect(evaluatePermission(read, {}, undefined, NOTHING_YET)).toMatchObject({
    verdict: "deny",
    rule: "no policy",
  });
});

test("deny beats ask, ask beats the mode, in every order of the rules and their sources", () => {
  const verdicts = fc.array(fc.constantFrom<Verdict>("allow", "ask", "deny"), { maxLength: 6 });
  const mode = fc.constantFrom<PermissionMode>("default", "untrusted", "plan", "bypass");

  fc.assert(
    fc.property(verdicts, verdicts, mode, fc.boolean(), (ofFile, ofAgent, inMode, isAllowed) => {
      const rules = (given: Verdict[]) => given.map((verdict) => ({ match: "files__*", verdict }));
      const whole = withRules(
        policy({ mode: inMode, rules: rules(ofFile) }),
        rules(ofAgent),
        "agent",
      );
      const all = [...ofFile, ...ofAgent];
      const allowances = isAllowed ? [write.name] : [];

      const { verdict } = evaluatePermission(write, {}, whole, { ...NOTHING_YET, allowances });

      const byMode = evaluatePermission(write, {}, policy({ mode: inMode }), NOTHING_YET).verdict;
      const isAnswered = all.includes("allow") || isAllowed;
      const unruled = byMode === "ask" && isAnswered ? "allow" : byMode;
      expect(verdict).toBe((["deny", "ask"] as const).find((one) => all.includes(one)) ?? unruled);
    }),
  );
});

test("the answer names the rule that decided, and where it comes from", () => {
  const agent = { permissions: policy({ rules: [{ match: "files__w*", verdict: "deny" }] }) };

  const answer = evaluatePermission(write, {}, forAgent(policy({}), agent), NOTHING_YET);

  expect(answer).toMatchObject({ verdict: "deny", rule: "deny files__w*", source: "agent" });
});

test("in the mode never a rule that allows still counts, and one that asks is a no", () => {
  const say = (verdict: Verdict) => {
    const rules = [{ match: write.name, verdict }];
    return evaluatePermission(write, {}, policy({ mode: "never", rules }), NOTHING_YET);
  };

  expect(say("allow")).toMatchObject({ verdict: "allow", source: "file" });
  expect(say("ask")).toMatchObject({ verdict: "deny", rule: expect.stringContaining("nobody") });
});

test("a rule over arguments speaks only about calls that have them", () => {
  const rules = [{ match: "files__*", args: { path: { path: "notes/**" } }, verdict: "allow" }];
  const say = (path: string) => evaluatePermission(write, { path }, policy({ rules }), NOTHING_YET);

  expect(say("notes/a/b.md")).toMatchObject({
    verdict: "allow",
    rule: "allow files__* (path: notes/**)",
  });
  expect(say("notes/../secret.md").verdict).toBe("ask");
});

test("what a person allowed for the session is not asked again, and no tool that begins alike", () => {
  const facts = { ...NOTHING_YET, allowances: [write.name] };
  const longer = { ...write, name: "files__write_all" };

  expect(evaluatePermission(write, {}, policy({}), facts)).toMatchObject({
    verdict: "allow",
    rule: "allowed for this session",
    source: "session",
  });
  expect(evaluatePermission(longer, {}, policy({}), facts).verdict).toBe("ask");
});

test.each([
  { mode: "yolo" },
  { rules: [{ match: "", verdict: "allow" }] },
  { rules: [{ match: "*", verdict: "maybe" }] },
  { rules: [{ match: "*", verdict: "allow", when: "sunday" }] },
  { rules: [{ match: "*", args: { path: { regex: "(a+)+" } }, verdict: "allow" }] },
  { rule: [] },
])("the policy %j is refused instead of half understood", (input) => {
  expect(PermissionPolicy.safeParse(input).success).toBe(false);
});

function policy(input: unknown): PermissionPolicy {
  return PermissionPolicy.parse(input);
}
