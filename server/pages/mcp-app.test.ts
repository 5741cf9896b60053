import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { FIXTURES, start } from "#runtime/tool/testing/fixture-servers.ts";
import { launchBrowser } from "#server/security/test-browser.ts";
import { serveLetIn } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";

/** The hostile part of the result would end the script that holds it. */
const CITY = "</script><b>Rome</b>";

async function runWith(tool: string) {
  const source = await start({
    app: { command: process.execPath, args: [join(FIXTURES, "app-server.ts")], trust: true },
  });
  const call = { tool, arguments: { city: CITY } };
  const passes = JSON.stringify([{ steps: [{ calls: [call] }] }, { steps: [{ text: "Done" }] }]);
  const app = await testApp({ tools: source.tools(), passes });
  const { run, events } = await app.runtime.ask("How is the weather?");
  return { app, source, run, events };
}

test("a tool's page is a bundle of the run, told of the call and confined to its frame", async () => {
  const { app, run, source } = await runWith("app__weather");
  const [artifact] = run.artifacts;
  const server = await serveLetIn(app.app, app.token);
  const browser = await launchBrowser();
  onTestFinished(async () => {
    await browser.close();
    await server.close();
  });

  const page = await browser.newPage();
  await page.goto(`${server.origin}/bundle/${run.run_id}/${artifact?.artifact_id}?version=1`);
  await page.getByText("may not").waitFor();

  expect(source.tools().map(({ name }) => name)).toEqual(["app__weather", "app__lost_page"]);
  expect(artifact).toMatchObject({ kind: "bundle", title: "Weather", media_type: "text/html" });
  expect(run.parts.map(({ kind }) => kind)).toContain("bundle");
  expect(await page.title()).toBe("uar-playground");
  expect(await page.locator("h1").textContent()).toBe(`${CITY}: It rains in ${CITY}`);
  expect(await page.locator("p").textContent()).toBe("This page may not: tools/call");
});

test("a page that cannot be had leaves the result as it is, and says why in its details", async () => {
  const { run, events } = await runWith("app__lost_page");

  expect(run.artifacts).toEqual([]);
  expect(events.find(({ type }) => type === "tool.result")?.payload).toMatchObject({
    output: {
      content: `It rains in ${CITY}`,
      details: { page: { uri: "ui://weather/none", problem: expect.stringContaining("none") } },
    },
  });
});
