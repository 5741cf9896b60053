import { expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { createModelResolver } from "#runtime/model/configured-models.ts";
import { PRESET_CASES } from "#runtime/model/testing/preset-cases.ts";
import { collect, only, spoken } from "#runtime/model/testing/collect.ts";
import { startModelServer } from "#runtime/model/testing/local-model-server.ts";
import { vendorAnswer } from "#runtime/model/testing/vendor-answer.ts";
import { ModelConfig } from "./model-config.ts";
import { PRESET_NAMES } from "./presets.ts";

test("every preset is exercised", () => {
  expect(new Set(PRESET_CASES.map(({ preset }) => preset))).toEqual(new Set(PRESET_NAMES));
});

test.each(PRESET_CASES)("$preset answers over $protocol at $path", async (given) => {
  const answer = vendorAnswer(given.recording, given.protocol);
  await using server = await startModelServer((response) => {
    response.writeHead(200, { "content-type": answer.contentType }).end(answer.body);
  });
  const entry = {
    preset: given.preset,
    base_url: `${server.url}${given.base ?? ""}`,
    models: [given.model],
    ...given.entry,
  };
  const config = ModelConfig.parse({ providers: { mine: entry } });

  const models = await createModelResolver({ config, env: given.env, fetch, clock: systemClock });
  const events = await collect(models.resolve(`mine/${given.model}`));

  expect(events.at(-1)).toMatchObject({ type: "done" });
  expect(spoken(events).text).toBe(answer.text);
  expect(only(events, "tool_call_complete").map(({ name }) => name)).toEqual(answer.calls);
  const [request, ...others] = server.seen;
  expect(others).toEqual([]);
  expect(request?.path).toBe(given.path);
  for (const [name, value] of Object.entries(given.headers)) {
    expect({ [name]: request?.headers[name] }).toEqual({ [name]: value });
  }
  expect(request?.body).toContain("Hello");
});
