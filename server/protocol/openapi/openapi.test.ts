import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";
import { openApiDocument } from "./document.ts";
import { describedOperations } from "./operations.ts";

const OPERATIONS = describedOperations();
const DOCUMENT = openApiDocument(OPERATIONS, "0.0.0");

/** Every value of a JSON document with the pointer to it. */
function* within(value: unknown, pointer = ""): Generator<readonly [string, unknown]> {
  yield [pointer, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const name = key.replaceAll("~", "~0").replaceAll("/", "~1");
    yield* within(inner, `${pointer}/${name}`);
  }
}

it("the description has schemas that hold, each reference among them", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(DOCUMENT, "api");
  const schemas = [...within(DOCUMENT)].filter(([pointer]) => pointer.endsWith("/schema"));

  expect(schemas.length).toBeGreaterThan(100);
  for (const [pointer] of schemas) {
    expect(ajv.compile({ $ref: `api#${encodeURI(pointer)}` })).toBeTypeOf("function");
  }
});

/** The first part of addresses that answer with pages and take their forms. */
const PAGES: ReadonlySet<string> = new Set(
  "chat turns s sessions queue approvals actions permissions tools settings tasks artifacts memory skills lab docs more go bundle theme login".split(
    " ",
  ),
);

/** Routes that nobody has to know of to call this server, each with why. */
const NOT_DESCRIBED: readonly (readonly [RegExp, string])[] = [
  [/ \/$/, "The first page"],
  [/ \/(compare|runs|runs\/:run)$/, "Pages of that name"],
  [/^(GET \/agents(\/:agent(\/delete)?)?|POST \/agents\/.*)$/, "Pages of agents and their forms"],
  [/^POST \/runs\//, "Forms of a run's pages; each is a command of the control plane"],
  [
    /^GET \/runs\/:run\/(export|share|stage|parts|fork|replay|sources\/.*|origin\.svg)$/,
    "Parts of a run's pages",
  ],
  [/^GET \/runs\/:run\/:sequence\{\[0-9\]\+\}$/, "Leads to the page or the data of an event"],
  [/^GET \/sign-in\/callback$/, "Where an authorization server sends a person back to"],
  [/^ALL \/((v1\/|a2a\/|ap\/v1\/agent\/|assets\/|)\*|mcp|icon\.svg)$/, "Middlewares and assets"],
  [/^GET \/v1\/responses$/, "Opens a WebSocket; OpenAPI has no words for what goes over it"],
];

it("the description has every route of the server but pages and what is argued, each operation once", async () => {
  const { app } = await testApp();
  const ids = OPERATIONS.map(({ operation_id }) => operation_id);
  const routes = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
  const described = new Set(
    OPERATIONS.map(({ method, path, route = path }) => `${method.toUpperCase()} ${route}`),
  );
  const untold = [...routes].filter((route) => {
    const first = route.split("/")[1] ?? "";
    const isExcused = PAGES.has(first) || NOT_DESCRIBED.some(([pattern]) => pattern.test(route));
    return !isExcused && !described.has(route);
  });

  expect(new Set(ids).size).toBe(ids.length);
  expect([...described].filter((route) => !routes.has(route))).toEqual([]);
  expect(untold).toEqual([]);
});

it("each operation says what its answer is, a stream also the data of its events", () => {
  const answers = OPERATIONS.map(({ method, path, status = 200, streams }) => {
    const address = path.replaceAll(/(?<=\/):(\w+)/g, "{$1}");
    const { content } = operationAt(address, method).responses[status] ?? {};
    const types = Object.keys(content ?? {});
    const told = content?.["text/event-stream"]?.schema?.contentSchema;
    return {
      address,
      has: types.length > 0,
      isToldRight: (streams !== undefined) === (told !== undefined),
    };
  });

  expect(answers.filter(({ has, isToldRight }) => !has || !isToldRight)).toEqual([]);
});

interface Answer {
  readonly content?: Readonly<Record<string, { schema?: { contentSchema?: unknown } }>>;
}

function operationAt(address: string, method: string): { responses: Record<string, Answer> } {
  // The document is JSON, whose members the schemas of the tests above hold to.
  const paths = DOCUMENT["paths"] as unknown as Record<string, Record<string, never>>;
  return paths[address]?.[method] as never;
}

it("a refusal has the shape of its protocol", () => {
  const refused = (address: string, method = "post") =>
    JSON.stringify(operationAt(address, method).responses["default"]);

  expect(refused("/v1/responses")).toContain("OpenAiError");
  expect(refused("/a2a/agents/{agent}/v1/message:send")).toContain("A2aError");
  expect(refused("/ap/v1/agent/tasks")).toContain("AgentProtocolError");
  expect(refused("/api/v1/agent/tasks")).toContain("Problem");
  expect(refused("/mcp")).toContain("JsonRpcError");
});

it("GET /openapi.json says what a request takes, and which token it needs", async () => {
  const app = await testApp();

  const document = await (await app.fetch("/openapi.json")).json();

  expect(document).toMatchObject({
    openapi: "3.1.0",
    paths: {
      "/api/chat": {
        post: {
          requestBody: {
            content: { "application/json": { schema: { required: ["message"] } } },
          },
        },
      },
      "/api/v1/admin/agents/{name}": { delete: { security: [{ admin: [] }] } },
      "/ap/v1/agent/tasks": {
        get: { parameters: [{ name: "current_page" }, { name: "page_size" }] },
      },
    },
  });
});
