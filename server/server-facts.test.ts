import { expect, test } from "vitest";

import { Config } from "./config.ts";
import { serveOptions } from "./serve-options.ts";
import { serverFacts } from "./server-facts.ts";

const config = Config.parse({
  models: {
    providers: { gateway: { base_url: "http://127.0.0.1:1/v1", api_key_env: "GATE_KEY" } },
  },
});

test("keys are told by name alone, also those that the configuration names", () => {
  const env = { OPENAI_API_KEY: "sk-of-a-test", GATE_KEY: "gate-of-a-test", GROQ_API_KEY: " " };

  const facts = serverFacts(serveOptions({}, {}), config, env, { level: "scan", note: "Careful" });

  const set = facts.keys.filter(({ isSet }) => isSet).map(({ variable }) => variable);
  expect(set.toSorted()).toEqual(["GATE_KEY", "OPENAI_API_KEY"]);
  expect(JSON.stringify(facts)).not.toContain("of-a-test");
  expect(facts.containment).toEqual({ level: "scan", note: "Careful" });
});
