import { EventEmitter, on } from "node:events";
import { pino, type LevelWithSilent } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";

import { HoldingDriver } from "#runtime/control/testing/holding-driver.ts";
import { serveApp } from "./security/test-server.ts";
import { testApp } from "./test-app.ts";

type Asked = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

/** An app on a socket that logs at this level, and what it logs. */
async function loggingApp(level: LevelWithSilent) {
  const lines: string[] = [];
  const written = new EventEmitter();
  const write = (line: string): void => {
    lines.push(line);
    written.emit("line");
  };
  const app = await testApp({ logger: pino({ level }, { write }), driver: new HoldingDriver() });
  const server = await serveApp(app.app);
  onTestFinished(() => server.close());
  const reaches = async (count: number) => {
    const writing = on(written, "line");
    while (lines.length < count) await writing.next();
    return lines.map((line): unknown => JSON.parse(line));
  };
  const ask = (path: string, { headers = {}, ...init }: Asked = {}) => {
    const all = { authorization: `Bearer ${app.token}`, ...headers };
    return fetch(`${server.origin}${path}`, { ...init, headers: all });
  };
  return { app, ask, lines, reaches };
}

describe("141: the log of requests", () => {
  it("has a line of each at the level debug, with the id that the answer has, too", async () => {
    const { ask, reaches } = await loggingApp("debug");

    const answer = await (await ask("/api/v1/agents")).json();
    await reaches(1);
    await (await ask("/nowhere", { headers: { "x-request-id": "mine" } })).text();
    const lines = await reaches(2);

    expect(lines).toMatchObject([
      { level: 20, method: "GET", path: "/api/v1/agents", status: 200, ms: expect.any(Number) },
      { level: 20, method: "GET", path: "/nowhere", status: 404, request_id: "mine" },
    ]);
    expect(lines[0]).toMatchObject({ request_id: (answer as { request_id: string }).request_id });
  });

  it("has nothing of a query, a header or a body", async () => {
    const { app, ask, lines, reaches } = await loggingApp("debug");
    const body = JSON.stringify({ query: "of-the-body" });
    const headers = { "content-type": "application/json", cookie: "a=of-the-cookie" };

    await (await ask("/login?token=of-the-query")).text();
    await (
      await ask("/control/search_sessions?key=of-the-query", { method: "POST", body, headers })
    ).text();
    await reaches(2);

    expect(lines.join("")).not.toMatch(/of-the-/);
    expect(lines.join("")).not.toContain(app.token);
  });

  it("tells of a stream once it has ended", async () => {
    const { app, ask, lines, reaches } = await loggingApp("debug");
    const { run_id } = await app.runtime.submit("Hold");
    const leaving = new AbortController();

    const stream = await ask(`/runs/${run_id}/lanes`, { signal: leaving.signal });
    await stream.body?.getReader().read();
    const before = lines.length;
    leaving.abort();

    expect(before).toBe(0);
    expect(await reaches(1)).toMatchObject([{ path: `/runs/${run_id}/lanes`, status: 200 }]);
  });

  it("has no line of a request at any other level", async () => {
    const { app, ask, lines } = await loggingApp("info");

    await (await ask("/api/v1/agents")).text();
    app.services.logger.info("Behind it");

    expect(lines).toHaveLength(1);
  });
});
