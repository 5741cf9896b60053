import { expect, test } from "vitest";

import { ServerProcess } from "./server-process.ts";

const SERVER = `require("http").createServer((q, r) => r.end(process.env.WORD))
  .listen(0, "127.0.0.1", function () { console.log("ready at http://127.0.0.1:" + this.address().port) })`;

function command(source: string) {
  const ready = /ready at (http:\S+)/;
  return { command: process.execPath, args: ["-e", source], env: { WORD: "Hello" }, ready };
}

test("a server of the test's own serves until it is killed, and again when it is started", async () => {
  const server = new ServerProcess();
  const first = await server.start(command(SERVER));
  expect(await (await fetch(first)).text()).toBe("Hello");

  await server.kill();
  await expect(fetch(first)).rejects.toThrow("fetch failed");
  const second = await server.start(command(SERVER));

  expect(await (await fetch(second)).text()).toBe("Hello");
  await server.kill();
});

test("a server that ends before it serves is an error", async () => {
  await expect(new ServerProcess().start(command(""))).rejects.toThrow("before it was ready");
});
