import { once } from "node:events";
import { request } from "node:http";
import type { Duplex } from "node:stream";
import { expect, onTestFinished, test } from "vitest";

import { type ServedApp, servedApp } from "#server/protocol/protocol-test-kit.ts";
import { UPLOAD_LIMIT_BYTES } from "#server/security/limits.ts";

const SAYS = `[{ steps: [{ text: "Hello " }, { text: "there" }] }]`;
const WRITES = `[
  { steps: [{ text: "I write." }, { calls: [{ tool: write, arguments: { path: a.md } }] }] },
  { steps: [{ text: "Written" }] }
]`;

interface Said {
  readonly type: string;
  readonly sequence_number?: number;
  readonly status?: number;
  readonly error?: {
    readonly code: string;
    readonly param: string | null;
    readonly message: string;
  };
  readonly response?: { readonly id: string; readonly previous_response_id?: string | null };
}

/** A connection of Node's own client, and what it was told. */
async function connected({ origin, headers }: ServedApp) {
  // Node's client takes headers, of which the types know as little as browsers do.
  const init = { headers } as unknown as string[];
  const socket = new WebSocket(`${origin.replace("http", "ws")}/v1/responses`, init);
  onTestFinished(() => socket.close());
  const told: Said[] = [];
  let news = Promise.withResolvers<void>();
  socket.addEventListener("message", ({ data }) => {
    told.push(JSON.parse(String(data)) as Said);
    news.resolve();
    news = Promise.withResolvers();
  });
  await once(socket, "open");
  /** The first message from a place on that is so. */
  const heard = async (isMeant: (said: Said) => boolean, from = 0): Promise<Said> => {
    for (;;) {
      const found = told.slice(from).find(isMeant);
      if (found !== undefined) return found;
      await news.promise;
    }
  };
  const create = (more: object) =>
    socket.send(JSON.stringify({ type: "response.create", ...more }));
  return { socket, told, heard, create };
}

const isEnd = ({ type }: Said) => type === "response.completed";
const isError = ({ type }: Said) => type === "error";

test("A message is answered with the events that a stream over HTTP has, one a message", async () => {
  const app = await servedApp({ passes: SAYS });
  const { told, heard, create } = await connected(app);

  create({ input: "Go" });
  const { response } = await heard(isEnd);
  const stream = await fetch(`${app.origin}/v1/responses/${response?.id}?stream=true`, {
    headers: app.headers,
  });
  const events = [...(await stream.text()).matchAll(/^data: (\{.*\})$/gm)];

  expect(told).toEqual(events.map(([, json = ""]) => JSON.parse(json) as Said));
  expect(told.map(({ sequence_number }) => sequence_number)).toEqual(told.map((_, at) => at));
});

test("A connection goes on with the response before, one at a time", async () => {
  const app = await servedApp({ passes: WRITES });
  const { told, heard, create } = await connected(app);

  create({ input: "First" });
  const begun = await heard(({ type }) => type === "response.created");
  create({ input: "Too early" });
  const { status, error } = await heard(isError);
  const { services } = app.app.runtime;
  const [thread] = await services.threads.list();
  await allowed(app, thread?.runs[0]?.run_id ?? "");
  const first = await heard(isEnd);
  const from = told.length;
  create({ input: "Second", previous_response_id: first.response?.id });
  const second = await heard(({ type }) => type === "response.created", from);

  expect([status, error?.code]).toEqual([409, "response_in_progress"]);
  expect(first.response?.id).toBe(begun.response?.id);
  expect(second.response?.previous_response_id).toBe(first.response?.id);
  expect((await services.threads.list()).map(({ runs }) => runs.length)).toEqual([2]);
});

test.each([
  ["no JSON", "{", 400, "bad_json", null],
  ["too deep JSON", "[".repeat(100), 400, "bad_json", null],
  ["another type", { type: "response.cancel" }, 400, "invalid_value", "type"],
  ["what HTTP has", { input: "Go", stream: true }, 400, "invalid_value", "stream"],
  [
    "what HTTP has in the background",
    { input: "Go", background: true },
    400,
    "invalid_value",
    "background",
  ],
  ["no input", {}, 400, "invalid_value", "input"],
  [
    "an unknown response",
    { input: "Go", previous_response_id: "resp_none" },
    404,
    "response_not_found",
    "previous_response_id",
  ],
])("A message with %s is refused, stores nothing, and the connection goes on", async (...row) => {
  const [, message, status, code, param] = row;
  const app = await servedApp({ passes: SAYS });
  const { socket, heard, create } = await connected(app);

  if (typeof message === "string") socket.send(message);
  else create(message);
  const refusal = await heard(isError);
  const before = await app.app.runtime.services.threads.list();
  create({ input: "Go" });
  await heard(isEnd);

  expect(refusal.status).toBe(status);
  expect(refusal.error).toMatchObject({ code, param });
  expect(before).toEqual([]);
});

test("Bytes are refused, and the connection goes on", async () => {
  const { socket, heard, create } = await connected(await servedApp({ passes: SAYS }));

  socket.send(new Uint8Array([1, 2]));
  const { status, error } = await heard(isError);
  create({ input: "Go" });

  expect([status, error?.message]).toEqual([400, "The message is binary; send JSON as text"]);
  expect(isEnd(await heard(isEnd))).toBe(true);
});

test("A message that is too large ends the connection before it has come", async () => {
  const { origin, headers } = await servedApp({ passes: SAYS });
  const { socket } = await shaken(origin, { ...headers, host: new URL(origin).host });
  if (socket === undefined) throw new Error("The handshake was refused");
  onTestFinished(() => void socket.destroy());
  const frame = Buffer.alloc(14);
  frame.set([0x81, 0xff]); // Text, masked, with a length of eight bytes.
  frame.writeBigUInt64BE(BigInt(UPLOAD_LIMIT_BYTES + 1), 2);

  socket.write(frame);
  const [answer] = (await once(socket, "data")) as [Buffer];

  expect([answer[0], answer.readUInt16BE(2)]).toEqual([0x88, 1009]);
});

test("A client that leaves stops nothing", async () => {
  const app = await servedApp({ passes: WRITES });
  const { socket, heard, create } = await connected(app);
  const closed = once(socket, "close");

  create({ input: "Go" });
  const begun = await heard(({ type }) => type === "response.created");
  socket.close();
  await closed;
  const run_id = begun.response?.id.replace("resp_", "r_") ?? "";
  await allowed(app, run_id);
  const { run } = await app.app.runtime.ended(run_id);

  expect(run.status).toBe("completed");
});

/** Lets the call of a run happen. */
async function allowed({ app }: ServedApp, run_id: string): Promise<void> {
  const run = await app.runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
  const action_id = run.approvals[0]?.action_id;
  const answer = await app.post("/control/respond_action", { action_id, decision: "allow_once" });
  expect(answer.status).toBe(200);
}

test("S2, S3, S6: a connection opens for our token, our host and our own pages alone", async () => {
  const app = await servedApp({ passes: SAYS });
  const { authorization } = app.headers;
  const login = await fetch(`${app.origin}/login?token=${app.app.token}`, { redirect: "manual" });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  const { host } = new URL(app.origin);
  const asked: readonly (readonly [number, Record<string, string>])[] = [
    [101, { host, authorization }],
    [101, { host, cookie, origin: app.origin, "sec-fetch-site": "same-origin" }],
    [401, { host }],
    [401, { host, authorization: "Bearer wrong" }],
    [421, { host: "rebound.example", authorization }],
    [403, { host, cookie }],
    [403, { host, cookie, origin: "http://evil.example" }],
    [403, { host, authorization, origin: "http://evil.example" }],
    [403, { host, cookie, origin: "null" }],
    [403, { host, cookie, "sec-fetch-site": "cross-site", origin: app.origin }],
  ];

  const found = await Promise.all(asked.map(([, headers]) => handshake(app.origin, headers)));

  expect(found).toEqual(asked.map(([status]) => status));
  expect(await handshake(app.origin, { host, authorization }, "/v1/models")).toBe(400);
  expect((await app.app.fetch("/v1/responses")).status).toBe(426);
});

async function handshake(origin: string, headers: Record<string, string>, path?: string) {
  const { status, socket } = await shaken(origin, headers, path);
  socket?.destroy();
  return status;
}

/** A handshake with just these headers: its status, and the connection if it was opened. */
function shaken(origin: string, headers: Record<string, string>, path = "/v1/responses") {
  return new Promise<{ readonly status: number; readonly socket?: Duplex }>((resolve, reject) => {
    const asked = request(origin + path, {
      agent: false,
      headers: {
        ...headers,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      },
    });
    asked.on("upgrade", (_, socket) => resolve({ status: 101, socket }));
    asked.on("response", ({ statusCode = 0 }) => resolve({ status: statusCode }));
    asked.on("error", reject);
    asked.end();
  });
}
