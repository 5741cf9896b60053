import { expect, test } from "vitest";

import { McpServerConfig, McpServers } from "./config.ts";

test("a server in the shape of mcp.json gets its defaults", () => {
  const servers = McpServers.parse({
    files: { command: "node", args: ["files.js", "."], env: { ROOT: "${HOME}" } },
    web: {
      type: "http",
      url: "https://example.com/mcp",
      headers: { Authorization: "Bearer ${KEY}" },
    },
  });

  expect(servers).toEqual({
    files: { command: "node", args: ["files.js", "."], env: { ROOT: "${HOME}" }, trust: false },
    web: {
      type: "http",
      url: "https://example.com/mcp",
      headers: { Authorization: "Bearer ${KEY}" },
      trust: false,
    },
  });
});

test.each([
  [{}, "needs either"],
  ["node files.js", "needs either"],
  [{ command: "" }, "command"],
  [{ command: "node", url: "https://example.com" }, "url"],
  [{ command: "node", shell: true }, "shell"],
  [{ command: "node", args: "files.js" }, "needs either"],
  [{ command: "node", timeout_ms: 0 }, "timeout_ms"],
  [{ command: "node", timeout_ms: Infinity }, "needs either"],
  [{ command: "node", trust: "yes" }, "needs either"],
  [{ url: "https://example.com", cwd: "/" }, "cwd"],
  [{ type: "sse", url: "https://example.com" }, "needs either"],
  [{ url: "https://example.com", oauth: { client_secret: "x" } }, "goes with a client_id"],
  [{ command: "node", oauth: {} }, "oauth"],
])("%j is no server, and the error says %s", (input, words) => {
  const parsed = McpServerConfig.safeParse(input);

  expect(parsed.success).toBe(false);
  expect(parsed.error?.message).toContain(words);
});
