import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";

import {
  type ProtectedFixture,
  serveProtected,
} from "#runtime/tool/mcp/fixture/protected-server.ts";
import { Config } from "#server/config.ts";
import { mountTools } from "#server/mount-tools.ts";
import { type TestApp, testApp } from "#server/test-app.ts";

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

describe("signing in to an MCP server", () => {
  it("goes from a form to the place of sign-in and back, and its tools are there", async () => {
    const { app, session } = await start();
    expect(await text(app.fetch("/tools"))).toContain("Needs sign-in");

    const { page, mark, back } = await begin(app, session);
    const end = await comeBack(app, back, mark);

    expect(page).toContain("Go on to 127.0.0.1:");
    expect(end.status).toBe(200);
    expect(await end.text()).toContain('href="/tools/web"');
    const tools = await text(app.fetch("/tools"));
    expect(tools).toContain("Connected");
    expect(tools).toContain('href="/tools/web/echo"');
    expect(tools).toContain('action="/tools/web/sign-out"');
  });

  it("ends with the sign-out: the form for signing in is there again", async () => {
    const { app, session } = await start();
    const { mark, back } = await begin(app, session);
    await comeBack(app, back, mark);

    const out = await app.fetch("/tools/web/sign-out", { method: "POST" });

    expect([out.status, out.headers.get("location")]).toEqual([303, "/tools/web"]);
    const page = await text(app.fetch("/tools/web"));
    expect(page).toContain('action="/tools/web/sign-in"');
    expect(page).not.toContain("sign-out");
  });

  it("is asked for where a server wants more rights than it was given", async () => {
    const { app, session, server } = await start();
    const { mark, back } = await begin(app, session);
    await comeBack(app, back, mark);
    server.rules.callScope = "write";

    await app.form("/tools/web/echo/calls", { "argument:text": "hello" });

    await expect.poll(() => text(app.fetch("/tools/web"))).toContain("<code>write</code>");
    expect(await text(app.fetch("/tools/web"))).toContain('action="/tools/web/sign-in"');
  });

  it("is finished by the browser that began it and by no other, once", async () => {
    const { app, session } = await start();
    const first = await begin(app, session);
    const elsewhere = await comeBack(app, first.back, "");
    const forged = await begin(app, session);
    const other = `${forged.mark.slice(0, -1)}${forged.mark.endsWith("A") ? "B" : "A"}`;
    const wrong = await comeBack(app, forged.back, other);
    const own = await begin(app, session);
    await comeBack(app, own.back, own.mark);
    const again = await comeBack(app, own.back, own.mark);

    const statuses = [elsewhere, wrong, again].map(({ status }) => status);
    expect(statuses).toEqual([400, 400, 400]);
    expect(await elsewhere.text()).toContain("in another browser");
    expect(await again.text()).toContain("was not begun here");
  });

  it("says that it was denied, or that the authorization server refused, and shows nothing it was sent", async () => {
    const { app, session, server } = await start();
    server.rules.deny = true;
    const no = await begin(app, session);
    const denied = await comeBack(app, no.back, no.mark);
    delete server.rules.deny;
    server.rules.refuse = { status: 500, error: "odd" };
    const odd = await begin(app, session);
    const refused = await comeBack(app, odd.back, odd.mark);

    expect([denied.status, refused.status]).toEqual([403, 502]);
    expect(await denied.text()).toContain("was denied");
    const code = new URL(odd.back, "http://x").searchParams.get("code") ?? "none";
    expect(await refused.text()).not.toContain(code);
  });

  it("gives a cookie that opens nothing, and comes along when another site leads back", async () => {
    const { app, session } = await start();
    const { mark, cookie } = await begin(app, session);

    const { status } = await app.anonymous("/tools", { headers: { cookie: mark } });

    expect(status).toBe(401);
    expect(cookie).toContain("HttpOnly; SameSite=Lax");
    expect(cookie).toContain("Max-Age=600");
  });

  it("is not begun at a server that asks nobody, nor at one that is not there", async () => {
    const { app } = await start();

    const { status } = await app.fetch("/tools/nowhere/sign-in", { method: "POST" });

    expect(status).toBe(404);
  });

  it("keeps its tokens in a file for the owner alone, and out of pages and logs", async () => {
    const { app, session, server, data, logged, secrets } = await start();
    const { mark, back, page } = await begin(app, session);
    const end = await comeBack(app, back, mark);
    server.expire();
    await app.form("/tools/web/echo/calls", { "argument:text": "hello" });
    await expect.poll(() => server.given.length).toBe(4);

    const file = join(data, "sys", "mcp-sign-ins.json");
    await expect.poll(() => readFile(file, "utf8")).toContain(server.given.at(-1));

    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const pages = ["/tools", "/tools/web", "/settings", "/runs"].map((path) =>
      text(app.fetch(path)),
    );
    const shown = [page, await end.text(), ...(await Promise.all(pages)), ...logged].join("\n");
    expect(server.given.filter((token) => shown.includes(token))).toEqual([]);
    expect(secrets()).toEqual(expect.arrayContaining(server.given));
  });
});

interface Started {
  readonly app: TestApp;
  readonly server: ProtectedFixture;
  /** The cookie of a browser that is signed in to the playground. */
  readonly session: string;
  readonly data: string;
  readonly logged: readonly string[];
  readonly secrets: () => readonly string[];
}

async function start(): Promise<Started> {
  const server = await serveProtected();
  const data = await mkdtemp(join(tmpdir(), "uar-sign-in-"));
  const config = Config.parse({ examples: false, mcpServers: { web: { url: server.url } } });
  const logged: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => void logged.push(line) });
  let secrets: readonly string[] = [];
  const tools = await mountTools({ data }, config, logger, (heard) => {
    secrets = heard;
  });
  closing.push(
    () => rm(data, { recursive: true }),
    () => server.close(),
    () => tools.close(),
  );
  const app = await testApp({
    mcp: tools.mcp,
    toolbox: tools.toolbox,
    policy: { rules: [{ match: "web__*", verdict: "allow" }] },
  });
  const login = await app.anonymous(`/login?token=${app.token}`);
  const session = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  return { app, server, session, data, logged, secrets: () => secrets };
}

/** Presses Sign in and goes where the page leads, up to the address that leads back. */
async function begin(app: TestApp, session: string) {
  const headers = {
    cookie: session,
    origin: "http://127.0.0.1",
    "sec-fetch-site": "same-origin",
    accept: "text/html",
  };
  const answer = await app.anonymous("/tools/web/sign-in", { method: "POST", headers });
  const page = await answer.text();
  const cookie = answer.headers.get("set-cookie") ?? "";
  const link = /href="([^"]*\/authorize\?[^"]*)"/.exec(page)?.[1] ?? "";
  const led = await fetch(link.replaceAll("&amp;", "&"), { redirect: "manual" });
  const { pathname, search } = new URL(led.headers.get("location") ?? "");
  return { page, cookie, mark: cookie.split(";")[0] ?? "", back: `${pathname}${search}` };
}

/** As a browser does that another site leads here: the session's cookie stays away. */
function comeBack(app: TestApp, back: string, mark: string): Promise<Response> {
  const headers = {
    accept: "text/html",
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    ...(mark !== "" && { cookie: mark }),
  };
  return app.anonymous(back, { headers });
}

async function text(answer: Promise<Response>): Promise<string> {
  return (await answer).text();
}
