import { expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { createModelResolver } from "#runtime/model/configured-models.ts";
import { collect, spoken } from "#runtime/model/testing/collect.ts";
import {
  type Answer,
  chatAnswer,
  startModelServer,
} from "#runtime/model/testing/local-model-server.ts";
import { vendorAnswer } from "#runtime/model/testing/vendor-answer.ts";

const answerChat = chatAnswer([{ content: "Hello" }], "stop");

const MODELS = JSON.stringify({ data: [{ id: "qwen" }] });

/** A server that has its list of models at one place, and nothing anywhere else. */
function listingAt(path: string, list: string, answer: Answer): Answer {
  return (response, request) => {
    if (request.path === path) return void response.end(list);
    if (request.body === "") return void response.writeHead(404).end();
    return answer(response, request);
  };
}

const ollama = vendorAnswer(undefined, "ollama");

test.each([
  ["/models", MODELS, answerChat, "/chat/completions"],
  ["/v1/models", MODELS, answerChat, "/v1/chat/completions"],
  [
    "/api/tags",
    JSON.stringify({ models: [{ name: "qwen" }] }),
    (response) => void response.end(ollama.body),
    "/api/chat",
  ],
] satisfies [string, string, Answer, string][])(
  "a server that is only named by its host and lists its models at %s is understood",
  async (place, list, answer, path) => {
    await using server = await startModelServer(listingAt(place, list, answer));

    const env = { LLM_BASE_URL: server.url };
    const models = await createModelResolver({ env, fetch, clock: systemClock });
    const events = await collect(models.resolve());

    expect(models.defaultModel).toBe("compatible/qwen");
    expect(spoken(events).text).toBe("Hello");
    expect(server.seen.at(-1)?.path).toBe(path);
  },
);
