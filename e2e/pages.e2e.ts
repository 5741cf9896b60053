import { brotliCompressSync } from "node:zlib";

import { LOOKS, WALK_MS } from "./looks.ts";
import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./shared-playground.ts";

const PAGES = [
  "/tools",
  "/tools/workspace",
  "/tools/workspace/search",
  "/tools/workspace/write_note",
  "/agents",
  "/agents/guide",
  "/settings/keys",
  "/settings/models",
  "/settings/limits",
  "/settings/permissions",
  "/settings/retention",
  "/settings/webhooks",
  "/settings/theme",
  "/settings/shortcuts",
  "/settings/notifications",
  "/settings/health",
  "/tasks",
  "/artifacts",
  "/skills",
  "/memory",
  "/memory/guide",
  "/lab",
  "/lab/long?rate=200&seed=7",
  "/docs",
  "/docs/api",
  "/docs/events",
  "/docs/events/tool.started",
  "/docs/components",
  "/docs/components/queue",
  "/more",
  "/go",
  "/go?q=nothing-is-called-so",
];

/** What a page beside chat and inspector may load, compressed. */
const SCRIPT_BYTES = 20 * 1024;
const INSPECTOR_SCRIPT_BYTES = 70 * 1024;

for (const { colorScheme, width } of LOOKS) {
  test(`every page beside the chat is accessible and quiet, ${colorScheme}, ${width} px`, async ({
    browser,
    playground,
    signIn,
  }) => {
    test.setTimeout(WALK_MS);
    const viewport = { width, height: 844 };
    const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
    const page = await signIn(context);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== playground.url) complaints.push(request.url());
    });

    for (const address of PAGES) {
      await page.goto(playground.url + address);
      expect(await axeFindings(page), address).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `${address} is wider than the screen`).toBeLessThanOrEqual(0);
    }

    expect(complaints).toEqual([]);
    await context.close();
  });
}

test("the inspector and the pages beside the chat load little script", async ({
  context,
  playground,
  signIn,
}) => {
  const { run_id } = await playground.ask("Hello");
  await playground.ended(run_id);
  const page = await signIn(context);

  for (const [address, most] of [
    ["/tools/workspace/search", SCRIPT_BYTES],
    [`/runs/${run_id}`, INSPECTOR_SCRIPT_BYTES],
  ] as const) {
    // What the page before still fetched would be counted, and is gone when it is asked for.
    await page.goto("about:blank");
    const bodies: Promise<Buffer>[] = [];
    page.removeAllListeners("response").on("response", (response) => {
      const type = response.headers()["content-type"] ?? "";
      if (type.includes("javascript")) bodies.push(response.body());
    });
    await page.goto(playground.url + address, { waitUntil: "networkidle" });

    const sizes = (await Promise.all(bodies)).map((body) => brotliCompressSync(body).length);
    expect(sizes.length, address).toBeGreaterThan(0);
    expect(
      sizes.reduce((sum, size) => sum + size, 0),
      address,
    ).toBeLessThanOrEqual(most);
  }
});
