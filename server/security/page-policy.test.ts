import { readFile } from "node:fs/promises";

import { Hono } from "hono";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { AppEnv } from "./app-env.ts";
import { securityHeaders } from "./headers.ts";
import { launchBrowser } from "./test-browser.ts";
import { serveApp, type TestServer } from "./test-server.ts";

const PACKAGES = new URL("../../node_modules/", import.meta.url);
const IMPORTS = {
  lit: "/assets/lit/index.js",
  "lit-html": "/assets/lit-html/lit-html.js",
  "lit-html/": "/assets/lit-html/",
  "lit-element/lit-element.js": "/assets/lit-element/lit-element.js",
  "@lit/reactive-element": "/assets/@lit/reactive-element/reactive-element.js",
  "@lit-labs/ssr-client": "/assets/@lit-labs/ssr-client/index.js",
};

let browser: Browser;
let served: TestServer;
let page: Page;
const asked: string[] = [];

beforeAll(async () => {
  const app = new Hono<AppEnv>();
  app.use(securityHeaders());
  app.get("/assets/*", async (c) => {
    const file = await readFile(new URL(c.req.path.slice("/assets/".length), PACKAGES));
    return new Response(file, { headers: { "Content-Type": "text/javascript" } });
  });
  app.get("/", (c) => c.html(homePage(c.get("nonce"))));
  app.get("/first", (c) => {
    const nonce = c.get("nonce");
    return c.html(`<button hx-get="/second" hx-target="#out" hx-nonce="${nonce}">Second</button>`);
  });
  app.get("/second", (c) => c.html(`Swapped twice <p hx-get="/evil" hx-trigger="load"></p>`));
  app.get("/injected", (c) =>
    c.html(`<script>window.pwned = 1</script><button onclick="window.pwned = 2">Trap</button>`),
  );
  app.all("*", (c) => {
    asked.push(c.req.path);
    return c.body(null, 204);
  });
  served = await serveApp(app);
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(served.origin);
});
afterAll(async () => {
  await browser.close();
  await served.close();
});

/** A page with the real htmx and the real Lit, and with what a model might smuggle in. */
function homePage(nonce: string): string {
  return `<!doctype html>
    <meta name="htmx-config" content='prefix:"",extensions:"hx-csp"'>
    <script nonce="${nonce}">
      window.violations = [];
      document.addEventListener("securitypolicyviolation", (event) => {
        window.violations.push(event.effectiveDirective);
      });
    </script>
    <script type="importmap" nonce="${nonce}">${JSON.stringify({ imports: IMPORTS })}</script>
    <script nonce="${nonce}" src="/assets/htmx.org/dist/htmx.js"></script>
    <script nonce="${nonce}" src="/assets/htmx.org/dist/ext/hx-csp.js"></script>
    <style nonce="${nonce}">body { color: rgb(1, 2, 3); }</style>
    <button hx-get="/first" hx-target="#out" hx-nonce="${nonce}">First</button>
    <div id="out"></div>
    <div id="lit"></div>
    <div hx-get="/evil" hx-trigger="load"></div>
    <div data-hx-get="/evil" data-hx-trigger="load[window.pwned = 1]"></div>
    <script type="module" nonce="${nonce}">
      import { html, render } from "lit";
      import { hydrate } from "@lit-labs/ssr-client";
      const smuggle = ${smuggle.toString()};
      const run = async () => { window.caught = await smuggle(); };
      render(
        html\`<button @click=\${run}>Smuggle</button>\${typeof hydrate}\`,
        document.getElementById("lit"),
      );
    </script>`;
}

/** Runs in the page. Each attempt answers with the error's name, or with "done" when it went through. */
async function smuggle(): Promise<Record<string, unknown>> {
  const attempt = (act: () => unknown) => {
    try {
      act();
      return "done";
    } catch (error) {
      return error instanceof Error ? error.name : "unknown";
    }
  };
  const until = (target: EventTarget, type: string) =>
    new Promise((resolve) => {
      target.addEventListener(type, resolve, { once: true });
    });
  const out = document.createElement("div");
  document.body.append(out);
  const image = new Image();
  const imageFailed = until(image, "error");
  image.src = "http://127.0.0.1:9/pixel.png?secret";
  await imageFailed;
  const frame = document.createElement("iframe");
  frame.src = "/evil";
  const frameLoaded = until(frame, "load");
  out.append(frame);
  await frameLoaded;
  const script = document.createElement("script");
  return {
    html: attempt(() => {
      out.innerHTML = "<b>x</b>";
    }),
    handler: attempt(() => out.setAttribute("onclick", "window.pwned = true")),
    script: attempt(() => {
      script.text = "window.pwned = true";
    }),
    code: attempt(() => Reflect.get(globalThis, "eval")("window.pwned = true")),
    policy: attempt(() => Reflect.get(window, "trustedTypes").createPolicy("mine", {})),
    fetch: await fetch("http://127.0.0.1:9/").then(
      () => "done",
      (error: Error) => error.name,
    ),
    pwned: Reflect.has(window, "pwned"),
  };
}

function violations(): Promise<string[]> {
  return page.evaluate(() => Reflect.get(window, "violations") as string[]);
}

test("htmx with hx-csp and Lit work under the page policy without one violation", async () => {
  await page.getByRole("button", { name: "First" }).click();
  await page.getByRole("button", { name: "Second" }).click();
  await page.getByText("Swapped twice").waitFor();

  expect(await page.getByRole("button", { name: "Smuggle" }).isVisible()).toBe(true);
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(1, 2, 3)");
  expect(await violations()).toEqual([]);
});

test("What is smuggled into the page cannot run, load, or be parsed", async () => {
  await page.getByRole("button", { name: "Smuggle" }).click();
  await page.waitForFunction(() => Reflect.has(window, "caught"));

  expect(await page.evaluate(() => Reflect.get(window, "caught") as object)).toEqual({
    html: "TypeError",
    handler: "TypeError",
    script: "TypeError",
    code: "EvalError",
    policy: "TypeError",
    fetch: "TypeError",
    pwned: false,
  });
  expect(await violations()).toEqual(
    expect.arrayContaining(["img-src", "connect-src", "frame-src"]),
  );
});

test("Scripts and handlers in the page's HTML do not run without the nonce", async () => {
  const injected = await browser.newPage();
  await injected.goto(`${served.origin}/injected`);

  await injected.getByRole("button", { name: "Trap" }).click();

  expect(await injected.evaluate(() => Reflect.has(window, "pwned"))).toBe(false);
});

test("htmx attributes without the page's nonce do nothing, in the page or swapped in", async () => {
  expect(await page.textContent("#out")).toContain("Swapped twice");
  expect(asked).not.toContain("/evil");
});
