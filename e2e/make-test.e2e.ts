import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestInfo } from "@playwright/test";

import { expect } from "./kit/expect.ts";
import type { Delta } from "./kit/model/answer.ts";
import { type ScriptedModel, startModel } from "./kit/model/model-server.ts";
import { asks, type Playground, test as base } from "./playground.ts";

const SEARCH = { name: "workspace__search", arguments: { query: "lanes" } };
const NOTE = { name: "workspace__write_note", arguments: { title: "Lanes", text: "Eight." } };

const ANSWERS: readonly (readonly Delta[])[] = [
  [{ reasoning: "First I look." }, "I look ", "and write.", { call: SEARCH }, { call: NOTE }],
  ["There are **eight**, ", "says `lanes.md`:\n\n", "- tokens\n", "- tools\n"],
  ["This one ", "never ends"],
];

const test = base.extend<{ model: ScriptedModel; specs: Specs }>({
  model: async ({}, use) => {
    const pacing = (number: number) => (number === 3 ? { heldAt: 2 } : "instant");
    await using model = await startModel({ answers: ANSWERS, pacing });
    await use(model);
  },
  env: async ({ model }, use) => {
    await use(asks(model));
  },
  specs: async ({}, use, testInfo) => {
    await use(await specsIn(testInfo));
  },
});

test("a run with tools and an approval, made into a test in the inspector, passes at once", async ({
  page,
  playground,
  specs,
}) => {
  test.setTimeout(300_000);
  await page.goto(playground.loginUrl);
  await page.getByRole("textbox", { name: "Message" }).fill("How many lanes?\nWrite it down.");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Allow once" }).click();
  await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
  await page.goto(`${playground.url}/runs/${await page.locator("uar-run").getAttribute("run")}`);
  await page.getByRole("link", { name: "Export", exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download Test" }).click();
  await (await download).saveAs(join(specs.folder, (await download).suggestedFilename()));

  const { code, said } = await specs.run();

  expect(code, said).toBe(0);
  expect(said).toContain("How many lanes?");
  expect(said).toContain("1 passed");
});

test("runs of all sorts, made into tests without a recording of their wire, pass at once", async ({
  playground,
  specs,
}) => {
  test.setTimeout(300_000);
  const ask = (message: string, model: string) => playground.ask(message, { model });
  const asked = [
    await ask("Show me every lane", "scenario/everything@rate=2000"),
    await ask("Save a note", "scenario/approval@rate=2000"),
    await ask("Fail", "scenario/failure@rate=2000"),
    await ask("which files talk about lanes?", "offline/reader"),
  ];
  await control(playground, "respond_action", {
    action_id: await question(playground, asked[1]?.run_id),
    decision: "deny",
    reason: "Not today",
  });
  for (const { run_id } of asked) {
    await playground.ended(run_id);
    await specs.add(playground, run_id);
  }

  const { code, said } = await specs.run();

  expect(code, said).toBe(0);
  expect(said).toContain("4 passed");
});

test("a run that was stopped in mid-answer and one whose arguments were changed pass at once", async ({
  playground,
  specs,
  model,
}) => {
  test.setTimeout(300_000);
  const changed = await playground.ask("How many lanes?");
  await control(playground, "respond_action", {
    action_id: await question(playground, changed.run_id),
    decision: "allow_once",
    arguments: { title: "Lanes", text: "Ten." },
  });
  await playground.ended(changed.run_id);
  const stopped = await playground.ask("Go on");
  await model.answer(3).advanceTo(2);
  await expect.poll(async () => (await playground.run(stopped.run_id)).text).toMatch(/ends$/);
  await control(playground, "interrupt_turn", { run_id: stopped.run_id });
  await playground.ended(stopped.run_id);
  for (const { run_id } of [changed, stopped]) await specs.add(playground, run_id);

  const { code, said } = await specs.run();

  expect(code, said).toBe(0);
  expect(said).toContain("2 passed");
});

interface Specs {
  readonly folder: string;
  add(playground: Playground, run_id: string): Promise<string>;
  /** Runs all specs of the folder as anybody would. */
  run(): Promise<{ code: number | null; said: string }>;
}

const CONFIG = `import base from "#e2e/playwright.config.ts";
export default { ...base, testDir: ".", outputDir: "results", reporter: "line", workers: 1 };
`;

async function specsIn(testInfo: TestInfo): Promise<Specs> {
  const folder = testInfo.outputPath("made");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "playwright.config.ts"), CONFIG);
  return {
    folder,
    add: async (playground, run_id) => {
      const response = await playground.fetch(`/runs/${run_id}/fixture.ts`);
      const spec = await response.text();
      expect(response.status, spec).toBe(200);
      await writeFile(join(folder, `${run_id}.e2e.ts`), spec);
      return spec;
    },
    run: async () => {
      const { PATH = "", HOME = "", UAR_COLD, CHROMIUM_PATH } = process.env;
      const cli = join("node_modules", "@playwright", "test", "cli.js");
      const child = spawn(process.execPath, [cli, "test", "-c", folder], {
        env: {
          PATH,
          HOME,
          ...(UAR_COLD !== undefined && { UAR_COLD }),
          ...(CHROMIUM_PATH !== undefined && { CHROMIUM_PATH }),
        },
      });
      const code = new Promise<number | null>((resolve) => child.once("close", resolve));
      const said = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await code, said: said.join("\n") };
    },
  };
}

/** The question that a run waits with. */
async function question(playground: Playground, run_id = ""): Promise<string> {
  await expect.poll(async () => (await playground.run(run_id)).approvals.length).toBe(1);
  return (await playground.run(run_id)).approvals[0]?.action_id ?? "";
}

async function control(playground: Playground, command: string, input: object): Promise<void> {
  const response = await playground.fetch(`/control/${command}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  expect(response.status).toBe(200);
}
