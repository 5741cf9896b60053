import type { Delta } from "./kit/model/answer.ts";
import { type ScriptedModel, startModel } from "./kit/model/model-server.ts";
import { asks, test as base } from "./playground.ts";

/** So many different words, a delta each. */
export function words(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${at % 12 === 11 ? "\n\n" : ""}word${at} `);
}

/** A playground whose model says one answer, as far as the test lets it; again to whoever asks again. */
export const test = base.extend<{ deltas: readonly Delta[]; model: ScriptedModel }>({
  deltas: [words(150), { option: true }],
  model: async ({ deltas }, use) => {
    await using model = await startModel({ answers: [deltas], repeatsLast: true, pacing: "held" });
    await use(model);
  },
  env: async ({ model }, use) => {
    await use(asks(model));
  },
});
