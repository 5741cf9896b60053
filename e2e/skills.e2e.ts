import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./playground.ts";

const SKILL = `---
name: greeting
description: How to greet people
---

# Greeting

- Say **hello**.
`;

const GREETER = `
name: greeter
system_prompt: Greet people.
triggers:
  - { schedule: "0 9 * * 1-5", skill: greeting }
`;

test.use({
  env: async ({ browserName }, use) => {
    const data = await mkdtemp(join(tmpdir(), `uar-e2e-skills-${browserName}-`));
    const agent = join(data, "agents", "greeter");
    for (const folder of [data, agent]) await writeSkill(join(folder, "skills", "greeting"));
    await writeFile(join(agent, "agent.yaml"), GREETER);
    await use({ UAR_DATA: data, UAR_AGENTS_DIR: join(data, "agents") });
    await rm(data, { recursive: true });
  },
});

test("axe finds nothing on the page of a skill and on that of an agent with a schedule", async ({
  page,
  playground,
}) => {
  await page.goto(playground.loginUrl);

  await page.goto(`${playground.url}/skills/greeting`);
  await expect(page.getByRole("heading", { name: "greeting" })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.goto(`${playground.url}/agents/greeter`);
  await expect(page.locator("main")).toContainText("0 9 * * 1-5");
  expect(await axeFindings(page)).toEqual([]);
});

async function writeSkill(folder: string): Promise<void> {
  await mkdir(join(folder, "scripts"), { recursive: true });
  await writeFile(join(folder, "SKILL.md"), SKILL);
  await writeFile(join(folder, "scripts", "hello.sh"), "echo hello\n");
}
