import { expect, test } from "vitest";

import { ADMIN_PATH } from "#server/security/access.ts";
import { testApp } from "#server/test-app.ts";
import { filledPath, namesInPath } from "./openapi/api-route.ts";
import { type DescribedOperation, describedOperations, type Group } from "./openapi/operations.ts";
import { BAD_BODIES } from "./protocol-test-kit.ts";

type App = Awaited<ReturnType<typeof testApp>>;

const OPERATIONS = describedOperations();

/** More of the same for every route (reliability, bad input, rows 1 and 2). */
const BODIES: readonly (readonly [string, BodyInit])[] = [
  ...BAD_BODIES,
  ["bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
  ["a lone surrogate", '{"id": "\\ud800", "message": "\\u0000\\u2028", "input": 1}'],
  ["the same key twice", '{"id": 1, "id": 2, "messages": 3, "message": 4, "method": 5}'],
  ["a word for a number", '{"limit": "NaN", "message": {"text": NaN}}'],
];

/** What no id is (row 3), as an address holds it. */
const IDS = [
  "__proto__",
  "constructor",
  "..%2f..%2fetc",
  "%00",
  "a%0d%0aevent:%20x",
  "a.%3E",
  "*",
  "-rf",
  "CON",
  "%F0%9F%98%80",
  "x".repeat(5_000),
];

/** How each protocol says no; the others say it as problem+json. */
const SHAPES: Readonly<Partial<Record<Group, (body: never) => boolean>>> = {
  OpenAI: ({ error }: { error?: { message?: string; type?: string } }) =>
    typeof error?.message === "string" && typeof error.type === "string",
  A2A: ({ error }: { error?: { message?: string; code?: number } }) =>
    typeof error?.message === "string" && typeof error.code === "number",
  "Agent Protocol": ({ message }: { message?: string }) => typeof message === "string",
  MCP: ({ error }: { error?: { message?: string; code?: number } }) =>
    typeof error?.message === "string" && typeof error.code === "number",
};

function isProblem({ code, title, status }: { code?: string; title?: string; status?: number }) {
  return typeof code === "string" && typeof title === "string" && typeof status === "number";
}

/** What is wrong with an answer; undefined where it is fine, or a refusal in the words of its protocol. */
async function complaint({ group, path }: DescribedOperation, response: Response) {
  const { status } = response;
  if (status < 400) return undefined;
  const isOurs = status >= 500 && status !== 501 && status !== 503;
  if (isOurs) return `${status}`;
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  // What a body of JSON holds is what the shapes find out.
  const body = (isJson ? JSON.parse(text) : {}) as never;
  const isShaped: (said: never) => boolean = SHAPES[group] ?? isProblem;
  // A place that is well known is HTTP's own: no protocol says how it is not there (RFC 8615).
  if (path.includes("/.well-known/") && status === 404 && isProblem(body)) return undefined;
  return isShaped(body) ? undefined : `${status} ${text.slice(0, 200)}`;
}

function send(
  app: App,
  { method, path }: DescribedOperation,
  id?: string,
  body?: BodyInit,
  { query = "", headers = {} }: { query?: string; headers?: Readonly<Record<string, string>> } = {},
) {
  const filled = filledPath(path, (name) => id ?? (/^(agent|name)$/.test(name) ? "guide" : "1"));
  const address = filled + query;
  const token = path.startsWith(ADMIN_PATH) ? app.adminToken : app.token;
  return app.anonymous(address, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/json, text/event-stream",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
}

test.for(BODIES)(
  "A body that is %s is refused by every route in its own words",
  async ([, body]) => {
    const app = await testApp();
    const changes = OPERATIONS.filter(({ method }) => method === "post");
    const wrong: string[] = [];
    for (const operation of changes) {
      const before = await app.runtime.services.threads.list();
      const response = await send(app, operation, undefined, body);
      const isRefused = response.status >= 400;
      const problem = await complaint(operation, response);
      if (problem !== undefined) wrong.push(`${operation.operation_id}: ${problem}`);
      const after = await app.runtime.services.threads.list();
      if (isRefused && after.length !== before.length) {
        wrong.push(`${operation.operation_id} stores what it refuses`);
      }
    }

    expect(changes.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
    expect((await app.fetch("/livez")).status).toBe(200);
  },
);

test("A body over the limit is refused by every route in its own words", async () => {
  const app = await testApp();
  const changes = OPERATIONS.filter(({ method }) => method === "post");
  const headers = { "content-length": String(Number.MAX_SAFE_INTEGER) };
  const wrong: string[] = [];
  for (const operation of changes) {
    const response = await send(app, operation, undefined, "{}", { headers });
    const problem = response.status === 413 ? await complaint(operation, response) : "not refused";
    if (problem !== undefined) wrong.push(`${operation.operation_id}: ${problem}`);
  }

  expect(wrong).toEqual([]);
});

/** What no cursor, no number of a page and no media type is (row 4). */
const REQUESTS: readonly (readonly [string, Parameters<typeof send>[4]])[] = [
  ["a cursor that is none", { query: "?after=%00%0d%0ax&cursor=-1.e9&at=NaN&epoch=x" }],
  ["numbers that are none", { query: "?limit=-1&page_size=1e999&current_page=0&offset=x&top=" }],
  ["names of every object", { query: "?__proto__=1&constructor[prototype]=2&toString" }],
  ["a place in a stream that is none", { headers: { "last-event-id": "9".repeat(400) } }],
  ["a version that is none", { headers: { "mcp-protocol-version": "x", "a2a-version": "-1" } }],
  ["a media type that is none", { headers: { accept: "x/\u00ff;;q=-1", "content-type": ";" } }],
  ["another set of characters", { headers: { "content-type": "application/json;charset=utf-16" } }],
];

test.for(REQUESTS)(
  "A request with %s is answered by every route in its own words",
  async ([, more]) => {
    const app = await testApp();
    const wrong: string[] = [];
    for (const operation of OPERATIONS) {
      const body = operation.method === "post" ? "{}" : undefined;
      const response = await send(app, operation, undefined, body, more);
      const problem = await complaint(operation, response);
      if (problem !== undefined) wrong.push(`${operation.operation_id}: ${problem}`);
      // A stream that is open has said yes.
      if (!response.bodyUsed) await response.body?.cancel();
    }

    expect(wrong).toEqual([]);
    expect((await app.fetch("/livez")).status).toBe(200);
  },
);

test.for(IDS)("The id %s names nothing, on whatever route", async (id) => {
  const app = await testApp();
  const named = OPERATIONS.filter(({ path }) => namesInPath(path).length > 0);
  const wrong: string[] = [];
  for (const operation of named) {
    const response = await send(app, operation, id, operation.method === "post" ? "{}" : undefined);
    const isFound = response.status === 200;
    const problem = isFound ? "200" : await complaint(operation, response);
    if (problem !== undefined) wrong.push(`${operation.operation_id}: ${problem}`);
  }

  expect(named.length).toBeGreaterThan(40);
  expect(wrong).toEqual([]);
  expect(await app.runtime.services.threads.list()).toEqual([]);
});

test("An id that only resembles one of a run names nothing (S8, S23)", async () => {
  const app = await testApp();
  const response = await app.post("/api/chat", { message: "Mine" });
  const ids = (await response.json()) as Record<"run_id" | "thread_id" | "session_id", string>;
  await app.runtime.ended(ids.run_id);
  const named = OPERATIONS.filter(({ path }) => namesInPath(path).length > 0);
  const wrong: string[] = [];
  for (const id of [ids.run_id, ids.thread_id, ids.session_id]) {
    const like = [id.slice(0, -1), `${id}%00`, `${id}.%3E`, `%20${id}`, id.toUpperCase(), `${id}/`];
    for (const variant of like) {
      for (const operation of named) {
        const answer = await send(
          app,
          operation,
          variant,
          operation.method === "post" ? "{}" : undefined,
        );
        const text = await answer.text();
        if (answer.status === 200 || text.includes("Mine")) {
          wrong.push(`${operation.operation_id} takes ${variant}: ${answer.status}`);
        }
      }
    }
  }

  expect(wrong).toEqual([]);
});
