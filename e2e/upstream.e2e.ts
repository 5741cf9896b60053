import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test as base } from "./playground.ts";

const QUESTION = "which files talk about lanes, and what do they say?";

/** A server that speaks Chat Completions and Responses, and splits tool calls over many deltas. */
const test = base.extend<{ protocol: "chat" | "responses"; upstream: string }>({
  protocol: ["chat", { option: true }],
  upstream: async ({}, use) => {
    const server = createServer((request, response) => {
      if (request.method === "GET") return void response.end('{"data":[{"id":"mock"}]}');
      let body = "";
      request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
      request.on("end", () => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        const speak = request.url?.endsWith("/responses") ? speakResponses : speakChat;
        speak(response, body.includes("lanes.md:"));
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
    server.closeAllConnections();
    server.close();
  },
  env: async ({ upstream, protocol }, use) => {
    await use({
      OPENAI_BASE_URL: upstream,
      OPENAI_API_KEY: "secret-key-of-the-test",
      OPENAI_MODEL: "mock",
      UAR_PROTOCOL: protocol,
    });
  },
});

for (const protocol of ["chat", "responses"] as const) {
  test.describe(protocol, () => {
    test.use({ protocol });

    test(`a question goes through a ${protocol} server, tool call and all`, async ({
      page,
      playground,
    }) => {
      await page.goto(playground.loginUrl);
      await page.getByRole("textbox", { name: "Message" }).fill(QUESTION);
      await page.getByRole("button", { name: "Send" }).click();

      await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
      await expect(page.locator("uar-run")).toContainText("Lanes are streams, says lanes.md");
      const run = await playground.run((await page.locator("uar-run").getAttribute("run")) ?? "");
      expect(run.model).toBe("openai/mock");
      expect(run.tool_calls).toMatchObject([
        { name: "workspace__search", status: "done", arguments: { query: "lanes" } },
      ]);
      expect(run.usage.output_tokens).toBe(14);
      const log = await (await playground.fetch(`/runs/${run.run_id}.jsonl`)).text();
      expect(log).not.toContain("secret-key-of-the-test");
    });
  });
}

const ARGUMENT_PIECES = ["{", '"que', 'ry"', ": ", '"lan', 'es"', "}"];
const WORDS = ["Lanes ", "are ", "streams, ", "says ", "lanes.md"];

function speakChat(response: ServerResponse, hasResults: boolean): void {
  const send = (delta: object, finish: string | null = null) =>
    write(response, {
      id: "c1",
      object: "chat.completion.chunk",
      created: 1,
      model: "mock",
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  if (hasResults) {
    for (const content of WORDS) send({ content });
    send({}, "stop");
  } else {
    const opening = {
      id: "call_x",
      type: "function",
      function: { name: "workspace__search", arguments: "" },
    };
    send({ role: "assistant", tool_calls: [{ index: 0, ...opening }] });
    for (const piece of ARGUMENT_PIECES) {
      send({ tool_calls: [{ index: 0, function: { arguments: piece } }] });
    }
    send({}, "tool_calls");
  }
  const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };
  write(response, {
    id: "c1",
    object: "chat.completion.chunk",
    created: 1,
    model: "mock",
    choices: [],
    usage,
  });
  response.write("data: [DONE]\n\n");
}

function speakResponses(response: ServerResponse, hasResults: boolean): void {
  const base = { id: "resp_1", object: "response", created_at: 1, model: "mock" };
  write(response, {
    type: "response.created",
    response: { ...base, status: "in_progress", output: [] },
  });
  if (hasResults) speakMessage(response);
  else speakCall(response);
  const usage = {
    input_tokens: 5,
    output_tokens: 7,
    total_tokens: 12,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
  };
  write(response, {
    type: "response.completed",
    response: { ...base, status: "completed", output: [], usage },
  });
}

function speakMessage(response: ServerResponse): void {
  const item = { id: "msg_1", type: "message", role: "assistant", content: [] };
  const place = { output_index: 0, item_id: "msg_1", content_index: 0 };
  write(response, {
    type: "response.output_item.added",
    output_index: 0,
    item: { ...item, status: "in_progress" },
  });
  for (const delta of WORDS)
    write(response, { type: "response.output_text.delta", ...place, delta });
  write(response, {
    type: "response.output_item.done",
    output_index: 0,
    item: { ...item, status: "completed" },
  });
}

function speakCall(response: ServerResponse): void {
  const item = { id: "fc_1", type: "function_call", call_id: "call_x", name: "workspace__search" };
  write(response, {
    type: "response.output_item.added",
    output_index: 0,
    item: { ...item, arguments: "", status: "in_progress" },
  });
  for (const delta of ARGUMENT_PIECES) {
    write(response, {
      type: "response.function_call_arguments.delta",
      output_index: 0,
      item_id: "fc_1",
      delta,
    });
  }
  const args = ARGUMENT_PIECES.join("");
  write(response, {
    type: "response.output_item.done",
    output_index: 0,
    item: { ...item, arguments: args, status: "completed" },
  });
}

function write(response: ServerResponse, event: object): void {
  const name = "type" in event ? `event: ${String(event.type)}\n` : "";
  response.write(`${name}data: ${JSON.stringify(event)}\n\n`);
}
