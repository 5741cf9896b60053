import { parse } from "yaml";

import { createModelResolver } from "#runtime/model/configured-models.ts";
import { ModelConfig } from "#runtime/model/provider/model-config.ts";
import type { RoutableModels } from "#runtime/model/routing/model-facts.ts";
import { Scenario } from "#runtime/model/scenario/scenario-file.ts";
import type { Clock } from "#runtime/services.ts";
import type { TestRuntimeOptions } from "#runtime/test-runtime.ts";

/** The models that a test asks for; without a word, one that says Hello. */
export async function testModels(
  options: TestRuntimeOptions,
  clock: Clock,
): Promise<RoutableModels> {
  const { driver, models } = options;
  if (models !== undefined) return models;
  if (driver !== undefined) return { resolve: () => driver, list: () => ["test/driver"] };
  const scenario = Scenario.parse({
    name: "test",
    title: "Test",
    prompt: "Go",
    pace: { tokens_per_second: 1_000_000, burst: 100 },
    passes: parse(options.passes ?? "[{ steps: [{ text: Hello }] }]") as unknown,
  });
  const config = ModelConfig.parse({ default: "scenario/test" });
  return createModelResolver({ config, env: {}, fetch, clock, scenarios: [scenario] });
}
