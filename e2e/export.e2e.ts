import type { Page } from "@playwright/test";
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

import type { Playground } from "./playground.ts";
import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./shared-playground.ts";

const AG_UI = "runtime/replay/import/captures/ag-ui.sse";
const EXTENSIONS = ["jsonl", "html", "md", "otlp.json", "trace.json"] as const;

/** A run with something on every lane, and its inspector. */
async function inspected(page: Page, playground: Playground): Promise<string> {
  const { run_id } = await playground.ask("Show me every lane", {
    model: "scenario/everything@rate=2000",
  });
  await playground.ended(run_id);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/runs/${run_id}`);
  return run_id;
}

/** Saves a file of the export page and answers with its place. */
async function saved(page: Page, extension: string): Promise<string> {
  const row = page
    .getByRole("listitem")
    .filter({ hasText: `.${extension}` })
    .first();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    row.getByRole("link", { name: /^Download/ }).click(),
  ]);
  return download.path();
}

test("every file of the export page is saved, and the events come back as the same run", async ({
  page,
  playground,
}) => {
  const run_id = await inspected(page, playground);
  await page.getByRole("link", { name: "Export", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Export" })).toBeVisible();

  const files = new Map<string, string>();
  for (const extension of EXTENSIONS) {
    files.set(extension, await readFile(await saved(page, extension), "utf8"));
  }
  expect(JSON.parse(files.get("otlp.json") ?? "")).toHaveProperty("resourceSpans");
  expect(JSON.parse(files.get("trace.json") ?? "")).toHaveProperty("traceEvents");
  expect(files.get("md")).toContain("> Show me every lane");

  const before = await playground.run(run_id);
  expect(await axeFindings(page)).toEqual([]);
  await importFile(page, playground, {
    name: "run.jsonl",
    mimeType: "application/jsonl",
    buffer: Buffer.from(files.get("jsonl") ?? ""),
  });
  await expect(page.locator(".inspector-top")).toContainText("Imported from exported events");
  const after = await playground.run(new URL(page.url()).pathname.split("/").at(-1) ?? "");
  expect(after.run_id).not.toBe(run_id);
  expect([after.status, after.text, after.usage]).toEqual([
    before.status,
    before.text,
    before.usage,
  ]);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the page with the run opens from disk, asks nobody, and can be scrubbed, ${colorScheme}`, async ({
    page,
    browser,
    playground,
  }, info) => {
    const run_id = await inspected(page, playground);
    await page.getByRole("link", { name: "Share", exact: true }).click();
    await page.waitForURL(/share/);
    await page.emulateMedia({ colorScheme });
    expect(await axeFindings(page)).toEqual([]);
    const response = await playground.fetch(`/runs/${run_id}.html`);
    const text = await response.text();
    const file = info.outputPath("run.html");
    await writeFile(file, text);
    const context = await browser.newContext({ offline: true, colorScheme });
    const alone = await context.newPage();
    const { errors, requests } = watchFile(alone);

    await alone.goto(pathToFileURL(file).href);
    const slider = alone.getByRole("slider", { name: "Position in the run" });
    await expect(slider).toBeVisible();
    const last = Number(await slider.getAttribute("aria-valuenow"));
    await alone.keyboard.press("k");
    await expect(slider).not.toHaveAttribute("aria-valuenow", String(last));
    await expect(alone).toHaveURL(/#at=\d+/);

    const box = await alone.locator("[data-scrub]").boundingBox();
    await alone.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 60);
    await expect
      .poll(async () => Number(await slider.getAttribute("aria-valuenow")))
      .toBeLessThan(last);
    await alone.getByRole("link", { name: "State" }).first().click();
    await expect(alone).toHaveURL(/tab=state/);
    const address = alone.url();
    await alone.reload();
    await expect(slider).toBeVisible();
    expect(alone.url()).toBe(address);

    await alone.goto(`${pathToFileURL(file).href}#at=${last}`);
    await expect(alone.locator(".bundle iframe")).toBeVisible();
    expect(errors()).toEqual([]);
    expect(requests()).toEqual([]);
    expect(await axeFindings(alone)).toEqual([]);
    await context.close();

    await importFile(page, playground, file);
    await expect(page.locator(".inspector-top")).toContainText("Imported from exported events");
  });
}

test("a hostile run is only text, in the file and after it was imported (S29)", async ({
  page,
  browser,
  playground,
}, info) => {
  const { run_id } = await playground.ask("</script><img src=x onerror=window.hacked=1>", {
    model: "scenario/hostile@rate=2000",
  });
  await playground.ended(run_id);
  const file = info.outputPath("hostile.html");
  await writeFile(file, await (await playground.fetch(`/runs/${run_id}.html`)).text());
  const context = await browser.newContext({ offline: true });
  const alone = await context.newPage();
  const { requests } = watchFile(alone);

  await alone.goto(pathToFileURL(file).href);
  await expect(alone.getByRole("slider", { name: "Position in the run" })).toBeVisible();
  await alone.keyboard.press("Home");
  await expect(alone.getByRole("heading", { level: 1 })).toContainText("</script><img src=x");
  expect(await alone.evaluate(() => Reflect.get(window, "hacked"))).toBeUndefined();
  expect(requests()).toEqual([]);
  await context.close();

  await page.goto(playground.loginUrl);
  const { foreign } = watch(page, playground.url);
  await importFile(page, playground, file);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("</script><img src=x");
  expect(await page.evaluate(() => Reflect.get(window, "hacked"))).toBeUndefined();
  expect(foreign).toEqual([]);
});

test("without script a person can export, share and import", async ({ browser, playground }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const run_id = await inspected(page, playground);

  await page.getByRole("link", { name: "Export", exact: true }).click();
  await page.getByRole("checkbox", { name: "Home folders too" }).check();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/homes=1/);
  expect(await readFile(await saved(page, "md"), "utf8")).toContain(run_id);

  await page.goto(`${playground.url}/runs/${run_id}/share?at=30`);
  await expect(page.getByRole("textbox", { name: "Address of this look" })).toHaveValue(
    `${playground.url}/runs/${run_id}?at=30`,
  );

  await importFile(page, playground, AG_UI);
  await expect(page.locator(".inspector-top")).toContainText("Imported from AG-UI");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("How cold is it in Oslo?");
  await context.close();
});

test("a file dropped on the runs page is imported, and a bad one says why", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/runs`);

  await drop(page, "weather.sse", await readFile(AG_UI, "utf8"));
  await page.waitForURL(/\/runs\/r_/);
  await expect(page.locator(".inspector-top")).toContainText("Imported from AG-UI");
  expect(await axeFindings(page)).toEqual([]);

  await page.goto(`${playground.url}/runs`);
  await page.getByText("Import", { exact: true }).first().click();
  expect(await axeFindings(page)).toEqual([]);
  await drop(page, "notes.txt", "Dear diary");
  await expect(page.getByText("Line 1")).toBeVisible();
  await expect(page.getByText("Give one JSON value a line")).toBeVisible();
});

async function importFile(
  page: Page,
  playground: Playground,
  file: Parameters<ReturnType<Page["locator"]>["setInputFiles"]>[0],
): Promise<void> {
  await page.goto(`${playground.url}/runs`);
  await page.getByText("Import", { exact: true }).first().click();
  await page.getByLabel("File").setInputFiles(file);
  await page.getByRole("button", { name: "Import" }).click();
  await page.waitForURL(/\/runs\/r_\w+$/);
}

/** Drops a file on the page as a person does who drags it out of a folder. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const files = new DataTransfer();
      files.items.add(new File([content ?? ""], fileName ?? ""));
      return files;
    },
    [name, text],
  );
  await page.dispatchEvent("main", "drop", { dataTransfer });
}

/** What a page from disk must not do: fail, or ask for anything but itself and what it holds. */
/** Script errors, and requests that left for elsewhere, from the page's first request on. */
function watch(page: Page, origin: string) {
  const errors: string[] = [];
  const foreign: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== origin) foreign.push(request.url());
  });
  page.on("requestfailed", (request) => {
    // The browser names a request also when the policy of its page kept it from leaving.
    const at = foreign.indexOf(request.url());
    const isBlocked = ["csp", "net::ERR_BLOCKED_BY_CSP"].includes(
      request.failure()?.errorText ?? "",
    );
    if (isBlocked && at !== -1) foreign.splice(at, 1);
  });
  return { errors, foreign };
}

function watchFile(page: Page) {
  const { errors, foreign } = watch(page, "file:");
  const files: string[] = [];
  page.on("request", (request) => {
    const isOwn = request.isNavigationRequest() || !request.url().startsWith("file:");
    if (!isOwn) files.push(request.url());
  });
  return {
    // Playwright's own scripts go into every frame, also into those of bundles, where none may run.
    errors: () => errors.filter((text) => !text.startsWith("Blocked script execution in 'data:")),
    requests: () => [...foreign, ...files],
  };
}
