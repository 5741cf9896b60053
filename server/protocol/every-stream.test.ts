import { expect, test } from "vitest";

import { LANES } from "#runtime/event/lane.ts";
import { testApp } from "#server/test-app.ts";

type App = Awaited<ReturnType<typeof testApp>>;

/** Words that would be fields of a stream, were they written as they are; each kind of line end among them. */
const WORDS = 'a\n\nevent: x\r\n\r\ndata: {"type":"evil"}\r\rid: 9\nretry: 1\u2028: b';
const PASSES = JSON.stringify([
  { steps: [{ reasoning: WORDS }, { text: WORDS }, { citation: { title: WORDS, path: WORDS } }] },
]);
const SAYS = { role: "user", content: WORDS };
const A2A = { message: { messageId: "m", role: "ROLE_USER", parts: [{ text: WORDS }] } };

async function streamOf(app: App, path: (run: string, thread: string) => string) {
  const response = await app.post("/api/chat", { message: WORDS });
  const { run_id, thread_id } = (await response.json()) as { run_id: string; thread_id: string };
  await app.runtime.ended(run_id);
  return app.fetch(path(run_id, thread_id), { headers: { accept: "text/event-stream" } });
}

/** Each stream of the server that ends by itself. */
const STREAMS: readonly (readonly [string, (app: App) => Promise<Response>])[] = [
  ["the lanes of a run", (app) => streamOf(app, (run) => `/runs/${run}/lanes`)],
  [
    "OpenAI Chat",
    (app) => app.post("/v1/chat/completions", { model: "guide", messages: [SAYS], stream: true }),
  ],
  ["OpenAI Responses", (app) => app.post("/v1/responses", { input: WORDS, stream: true })],
  [
    "AG-UI",
    (app) =>
      app.post("/ag-ui/agents/guide", {
        threadId: WORDS,
        runId: WORDS,
        messages: [{ id: "m", ...SAYS }],
      }),
  ],
  [
    "AI SDK UI",
    (app) =>
      app.post("/api/ui/chat", {
        id: "c",
        messages: [{ id: "m", role: "user", parts: [{ type: "text", text: WORDS }] }],
      }),
  ],
  [
    "A2A over JSON-RPC",
    (app) =>
      app.post("/a2a/agents/guide", {
        jsonrpc: "2.0",
        id: WORDS,
        method: "SendStreamingMessage",
        params: A2A,
      }),
  ],
  ["A2A over HTTP+JSON", (app) => app.post("/a2a/agents/guide/v1/message:stream", A2A)],
  ["Pluto", (app) => app.post("/api/v1/agents/guide/chat/stream", { message: WORDS })],
];

const FIELD = /^(?:event: ?([\w.]+)|data: ?(.*)|id: ?[\w.:-]+|retry: ?\d+|:.*|)$/s;
const NAMES: ReadonlySet<string> = new Set([...LANES, "hb", "resync", "start", "token", "done"]);

test.for(STREAMS)(
  "What a model writes stays data in the stream of %s (S24)",
  async ([name, ask]) => {
    const app = await testApp({ passes: PASSES });

    const response = await ask(app);
    const text = await response.text();

    expect(response.headers.get("content-type")).toContain("text/event-stream");
    // As readers of such streams split them.
    const lines = text.split(/\r\n|\n|\r/).map((line) => FIELD.exec(line) ?? line);
    expect(lines.filter((line) => typeof line === "string")).toEqual([]);
    const fields = lines.filter((line) => typeof line !== "string");
    const names = fields.flatMap(([, event]) => event ?? []);
    const isNamed = name.startsWith("OpenAI Responses");
    expect(
      names.filter((event) => !NAMES.has(event) && !(isNamed && event.startsWith("response."))),
    ).toEqual([]);
    const data = fields.flatMap(([, , said]) =>
      said === undefined || said === "[DONE]" ? [] : said,
    );
    // Each is JSON of its own, and the words come through, in pieces or whole.
    const said = data.map((one) => JSON.stringify(JSON.parse(one))).join("");
    expect(said).toContain("event: x");
  },
);
