import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test as base } from "./playground.ts";

/** An upstream that speaks without end and tells when its socket is closed. */
const test = base.extend<{ upstream: { url: string; closed: Promise<void> } }>({
  upstream: async ({}, use) => {
    const closed = Promise.withResolvers<void>();
    const server = createServer((request, response) => {
      if (request.method === "GET") return void response.end('{"data":[{"id":"endless"}]}');
      response.writeHead(200, { "content-type": "text/event-stream" });
      const timer = setInterval(() => response.write(chunk("word ")), 20);
      response.on("close", () => {
        clearInterval(timer);
        closed.resolve();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await use({ url: `http://127.0.0.1:${port}/v1`, closed: closed.promise });
    server.closeAllConnections();
    server.close();
  },
  env: async ({ upstream }, use) => {
    await use({ OPENAI_BASE_URL: upstream.url, OPENAI_MODEL: "endless" });
  },
});

test("stop from another tab closes the upstream socket and keeps the partial answer", async ({
  page,
  context,
  playground,
  upstream,
}) => {
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("Talk without end");
  await page.goto(`${playground.url}/s/${session_id}`);
  await expect(page.locator("uar-run .prose")).toContainText("word word word");
  const second = await context.newPage();
  await second.goto(`${playground.url}/s/${session_id}`);

  await second.getByRole("button", { name: "Stop" }).click();

  await upstream.closed;
  const run = await playground.ended(run_id);
  expect(run.status).toBe("cancelled");
  expect(run.text).toContain("word word word");
  for (const tab of [page, second]) {
    await expect(tab.locator("uar-run")).toContainText("Stopped by you");
    await expect(tab.locator("uar-run .prose")).toContainText("word word word");
    await expect(tab.getByRole("button", { name: "Stop" })).toBeHidden();
  }
});

function chunk(content: string): string {
  const choice = { index: 0, delta: { content }, finish_reason: null };
  return `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "endless", choices: [choice] })}\n\n`;
}
