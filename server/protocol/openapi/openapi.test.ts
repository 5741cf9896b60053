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

it("the description names every operation once, and each is a route", async () => {
  const { app } = await testApp();
  const ids = OPERATIONS.map(({ operation_id }) => operation_id);
  const routes = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
  const absent = OPERATIONS.filter(({ method, path, group }) => {
    const known = group === "Control plane" ? "/control/:command" : path;
    return !routes.has(`${method.toUpperCase()} ${known}`);
  });

  expect(new Set(ids).size).toBe(ids.length);
  expect(absent).toEqual([]);
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
