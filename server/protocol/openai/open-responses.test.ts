import { existsSync, readFileSync } from "node:fs";

import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { Json } from "#runtime/event/shared.ts";
import type { ModelDriver } from "#runtime/model/driver.ts";
import type { NormalizedEvent } from "#runtime/model/normalized-event.ts";
import { testApp } from "#server/test-app.ts";

const SPECIFICATION = new URL(
  "../../../../shared/data/corpora/openresponses/openapi-2026-04-24.json",
  import.meta.url,
);
const isHere = existsSync(SPECIFICATION);

const Described = z.object({
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), Json)) }),
});

/** Checks by the names of the specification's schemas. */
function specification() {
  const document = Described.parse(JSON.parse(readFileSync(SPECIFICATION, "utf8")));
  const { schemas } = document.components;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "openapi", ...document });
  const check = (name: string, value: unknown): readonly string[] => {
    const validate = ajv.getSchema(`openapi#/components/schemas/${name}`);
    if (validate === undefined) throw new Error(`The specification has no ${name}`);
    return validate(value) === true
      ? []
      : (validate.errors ?? []).map((error) => `${name}${error.instancePath} ${error.message}`);
  };
  const events = Object.entries(schemas).filter(([name]) => name.endsWith("StreamingEvent"));
  const Typed = z.object({
    properties: z.object({ type: z.object({ enum: z.tuple([z.string()]) }) }),
  });
  const names = new Map(
    events.map(([name, schema]) => [Typed.parse(schema).properties.type.enum[0], name]),
  );
  return { check, names };
}

/** A model that says each of these in turn. */
function saying(...answers: readonly (readonly NormalizedEvent[])[]): ModelDriver {
  const left = [...answers];
  return {
    provider: "test",
    model: "driver",
    async *stream() {
      yield left.shift() ?? [{ type: "done", finish_reason: "stop" }];
    },
  };
}

const USAGE = { type: "usage", usage: { input_tokens: 3, output_tokens: 2 } } as const;
const WEATHER = {
  type: "function",
  name: "weather",
  parameters: { type: "object", properties: { city: { type: "string" } } },
};

/** What a model may say, and the end that it comes to. */
const ANSWERS: readonly (readonly [string, readonly (readonly NormalizedEvent[])[]])[] = [
  [
    "completed",
    [
      [
        { type: "reasoning_delta", text: "Hm" },
        { type: "reasoning_delta", text: "m" },
        { type: "message_delta", text: "It is " },
        { type: "message_delta", text: "cold" },
        { type: "citation", citation: { title: "Weather", url: "https://example.com/" } },
        USAGE,
        { type: "done", finish_reason: "stop" },
      ],
    ],
  ],
  [
    "completed",
    [
      [
        { type: "message_delta", text: "I ask" },
        { type: "tool_call_complete", id: "c1", name: "weather", arguments: '{"city":"Oslo"}' },
        { type: "tool_call_complete", id: "c2", name: "weather", arguments: '{"city":"Rome"}' },
        USAGE,
        { type: "done", finish_reason: "tool_calls" },
      ],
    ],
  ],
  [
    "completed",
    [
      [
        { type: "message_delta", text: "Well, " },
        { type: "refusal_delta", text: "no" },
        { type: "done", finish_reason: "stop" },
      ],
    ],
  ],
  [
    "incomplete",
    [
      [
        { type: "message_delta", text: "So" },
        { type: "done", finish_reason: "length" },
      ],
    ],
  ],
  [
    "failed",
    [
      [
        { type: "message_delta", text: "So" },
        { type: "error", code: "server", message: "It broke", retryable: false },
      ],
    ],
  ],
];

describe.skipIf(!isHere)(`Open Responses (needs ${SPECIFICATION.pathname})`, () => {
  it.each(ANSWERS)(
    "has each event and the resource of a response that is %s",
    async (end, said) => {
      const { check, names } = specification();
      const app = await testApp({ driver: saying(...said) });

      const response = await app.post("/v1/responses", {
        model: "guide",
        input: "Hi",
        stream: true,
        tools: [WEATHER],
        reasoning: { effort: "minimal" },
        text: { format: { type: "json_schema", name: "x", schema: { type: "object" } } },
        tool_choice: { type: "function", name: "weather" },
        metadata: { a: "b" },
      });
      const frames = (await response.text()).split("\n\n");

      expect(frames.slice(-2)).toEqual(["data: [DONE]", ""]);
      const events = frames.slice(0, -2).map((frame) => {
        const [, type = "", data = ""] = /^event: (.+)\ndata: (.+)$/.exec(frame) ?? [];
        return { type, event: z.looseObject({ type: z.string() }).parse(JSON.parse(data)) };
      });
      expect(events.flatMap(({ event }) => check(names.get(event.type) ?? "", event))).toEqual([]);
      expect(events.map(({ type }) => type)).toEqual(events.map(({ event }) => event.type));
      expect(events.map(({ event }) => event["sequence_number"])).toEqual([...events.keys()]);

      const last = z.object({ response: z.looseObject({ id: z.string(), status: z.string() }) });
      const { response: resource } = last.parse(events.at(-1)?.event);
      const stored: unknown = await (await app.fetch(`/v1/responses/${resource.id}`)).json();
      expect(resource.status).toBe(end);
      expect(stored).toEqual(resource);
      expect(check("ResponseResource", stored)).toEqual([]);
    },
  );

  it("has the items of a request, and the resource of a summary", async () => {
    const { check } = specification();
    const app = await testApp();

    const input = [
      { role: "user", content: "One" },
      { type: "function_call", call_id: "c1", name: "weather", arguments: "{}" },
      { type: "function_call_output", call_id: "c1", output: "Cold" },
      { role: "user", content: [{ type: "input_text", text: "Two" }] },
    ];
    const created = z
      .object({ id: z.string() })
      .parse(await (await app.post("/v1/responses", { input })).json());
    const listed = z
      .object({ data: z.array(Json).min(4) })
      .parse(await (await app.fetch(`/v1/responses/${created.id}/input_items`)).json());
    const compacted: unknown = await (await app.post("/v1/responses/compact", { input })).json();

    expect(listed.data.flatMap((item) => check("ItemField", item))).toEqual([]);
    expect(check("CompactResource", compacted)).toEqual([]);
    expect(check("CompactResource", {})).not.toEqual([]);
  });

  it("has each error of a stream's start", async () => {
    const { check } = specification();
    const app = await testApp();

    const answer = z
      .object({ error: Json })
      .parse(await (await app.post("/v1/responses", { input: 7, stream: true })).json());

    expect(check("ErrorPayload", answer.error)).toEqual([]);
  });
});
