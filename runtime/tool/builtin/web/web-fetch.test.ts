import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { ManualClock } from "#runtime/tool/testing/manual-clock.ts";
import { runTool } from "#runtime/tool/builtin/testing/run-tool.ts";
import { systemClock } from "#runtime/system-services.ts";
import { isForbiddenAddress } from "./node-forbidden-address.ts";
import { webFetch } from "./web-fetch.ts";

/** Stands for the public internet; 127.0.0.1 stays what it is. */
const PUBLIC = "127.0.0.2";
let port: number;
let inside: string[];

beforeAll(async () => {
  const server = createServer((request, response) => {
    inside.push(request.url ?? "");
    response.end("private");
  });
  port = await listen(server, "127.0.0.1", 0);
  return () => server.close();
});

async function listen(server: Server, host: string, at: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(at, host, resolve));
  // A server that listens on a port has an address of this form.
  return (server.address() as AddressInfo).port;
}

/** A site in public, and a tool for which names lead where `names` says, one answer a question. */
async function site(answer: RequestListener, names: Record<string, string[][]> = {}) {
  inside = [];
  const server = createServer(answer);
  await listen(server, PUBLIC, port);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const asked: string[] = [];
  const known: Record<string, string[][]> = { "site.test": [[PUBLIC]], ...names };
  const tool = (clock = systemClock) =>
    webFetch({
      clock,
      ports: [port],
      isForbidden: (address) => address !== PUBLIC && isForbiddenAddress(address),
      resolve: async (host) => {
        const turn = asked.push(host) - 1;
        const answers = known[host] ?? [];
        const addresses = answers[Math.min(turn, answers.length - 1)] ?? [];
        return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
      },
    });
  const get = (path: string, host = "site.test") =>
    runTool([tool()], "web_fetch", { url: `http://${host}:${port}${path}` });
  return { get, tool, asked };
}

describe("web_fetch", () => {
  it("gives the words of a page, its address and its status, and sends no credentials", async () => {
    const headers: unknown[] = [];
    const { get } = await site((request, response) => {
      headers.push(request.headers);
      response.setHeader("set-cookie", "a=b");
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end("<title>No</title><script>bad()</script><h1>Hi &amp; ho</h1><p>Two\n words</p>");
    });

    const { content, details } = await get("/a#here");
    await get("/b");

    expect(content).toBe(`http://site.test:${port}/a (200)\n\nNo\nHi & ho\nTwo words`);
    expect(details).toMatchObject({ status: 200, media_type: "text/html", truncated: false });
    for (const one of headers) expect(one).not.toHaveProperty("cookie");
    for (const one of headers) expect(one).not.toHaveProperty("authorization");
  });

  it.each([
    "http://127.0.0.1:PORT/",
    "http://0x7f.1:PORT/",
    "http://2130706433:PORT/",
    "http://017700000001:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[::7f00:1]:PORT/",
    "http://[64:ff9b::7f00:1]:PORT/",
    "http://[fd00::1]:PORT/",
    "http://[fe80::1]:PORT/",
    "http://169.254.169.254:PORT/latest/meta-data",
    "http://0.0.0.0:PORT/",
    "http://user:secret@site.test:PORT/",
    "http://site.test:22/",
    "https://site.test/",
    "file:///etc/passwd",
    "gopher://site.test:PORT/",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "data:text/plain,hello",
    "not a url",
  ])("S13: refuses %s of the catalogue of URLs (13) and connects to nothing", async (url) => {
    const { tool } = await site((_, response) => response.end("public"));
    const ask = runTool([tool()], "web_fetch", { url: url.replace("PORT", String(port)) });

    await expect(ask).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    expect(inside).toEqual([]);
  });

  it("S13: refuses a name that leads to a private address, also beside a public one", async () => {
    const names = { "in.test": [["127.0.0.1"]], "both.test": [[PUBLIC, "10.0.0.1"]] };
    const { get } = await site((_, response) => response.end("public"), names);

    await expect(get("/", "in.test")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    await expect(get("/", "both.test")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    await expect(get("/", "none.test")).rejects.toMatchObject({ code: "EXECUTION_ERROR" });
    expect(inside).toEqual([]);
  });

  it("S13: goes where the checked answer led, though the name leads elsewhere a moment later", async () => {
    const names = { "rebind.test": [[PUBLIC], ["127.0.0.1"]] };
    const { get, asked } = await site((_, response) => response.end("public"), names);

    const { content } = await get("/", "rebind.test");

    expect(content).toContain("public");
    expect([asked, inside]).toEqual([["rebind.test"], []]);
    await expect(get("/", "rebind.test")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  });

  it.each([
    ["a private address", () => `http://127.0.0.1:${port}/`],
    ["a name that turned private", () => `http://turned.test:${port}/`],
    ["another protocol", () => "http+unix://%2Fvar%2Frun%2Fdocker.sock/"],
    ["a file", () => "file:///etc/passwd"],
    ["a forbidden port", () => "http://site.test:22/"],
  ])("S13: is not sent on to %s", async (_, location) => {
    const names = { "turned.test": [["192.168.0.1"]] };
    const { get } = await site(
      (__, response) => response.writeHead(302, { location: location() }).end(),
      names,
    );

    await expect(get("/")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    expect(inside).toEqual([]);
  });

  it("S13: follows three redirects and no fourth", async () => {
    const { get } = await site((request, response) => {
      const left = Number((request.url ?? "/0").slice(1));
      if (left === 0) return response.end("arrived");
      return response.writeHead(302, { location: `/${left - 1}` }).end();
    });

    expect((await get("/3")).content).toContain("arrived");
    await expect(get("/4")).rejects.toThrow("more than 3 times");
  });

  it.each(["endless", "a gzip bomb"])("S13: keeps 5 MB of a body that is %s", async (kind) => {
    const zeros = Buffer.alloc(64 * 1024, "x");
    const { get } = await site((_, response) => {
      if (kind !== "endless") {
        response.setHeader("content-encoding", "gzip");
        return response.end(gzipSync(Buffer.alloc(64 * 1024 * 1024, "x")));
      }
      const more = () => {
        while (!response.destroyed && response.write(zeros));
      };
      response.on("drain", more);
      return more();
    });

    const { content, details } = await get("/");

    expect(details).toMatchObject({ truncated: true });
    expect(content.length).toBeLessThan(5 * 1024 * 1024 + 200);
  });

  it("S13: gives up on a body that comes slowly, after 20 s", async () => {
    const clock = new ManualClock();
    const begun = Promise.withResolvers<void>();
    const { tool } = await site((_, response) => {
      response.write("slow");
      begun.resolve();
    });
    const url = `http://site.test:${port}/`;
    const ask = runTool([tool(clock)], "web_fetch", { url });
    ask.catch(() => {}); // Looked at below.
    await begun.promise;

    await clock.advance(20_000);

    await expect(ask).rejects.toMatchObject({ code: "TIMEOUT" });
  });

  it.each([
    ["a length that is a lie", { "content-length": "1000" }, "EXECUTION_ERROR"],
    ["no text", { "content-type": "image/png" }, "EXECUTION_ERROR"],
    ["an unknown packing", { "content-encoding": "zstd9" }, "EXECUTION_ERROR"],
    ["a packing that it is not", { "content-encoding": "gzip" }, "EXECUTION_ERROR"],
  ])("refuses an answer with %s", async (_, headers, code) => {
    const { get } = await site((request, response) => {
      response.writeHead(200, headers);
      response.write("short");
      request.socket.end();
    });

    await expect(get("/")).rejects.toMatchObject({ code });
  });
});
