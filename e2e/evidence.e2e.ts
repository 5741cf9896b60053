import { readFile } from "node:fs/promises";

import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./shared-playground.ts";

test("a person takes the evidence of a run along", async ({ page, playground }) => {
  const { run_id } = await playground.ask("Show every lane", {
    model: "scenario/everything@rate=2000",
  });
  await playground.ended(run_id);
  await page.goto(playground.loginUrl);
  await page.goto(`${playground.url}/runs/${run_id}/replay`);

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export the evidence" }).click();
  const file = await saving;

  expect(file.suggestedFilename()).toMatch(/^evidence-evd_\w+\.json$/);
  const pack: unknown = JSON.parse(await readFile(await file.path(), "utf8"));
  expect(pack).toMatchObject({
    format: "uar-evidence-1",
    scope: { run_ids: [run_id], complete: true },
    verification: [{ name: "replay", status: "passed" }],
  });
  expect(await axeFindings(page)).toEqual([]);
});
