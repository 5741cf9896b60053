import { expect } from "./kit/expect.ts";
import { watchChat } from "./kit/page/chat.ts";
import { test } from "./playground.ts";

test("hostile text, arguments, citations and bundles run nothing and reach nobody", async ({
  page,
  playground,
}) => {
  const chat = await watchChat(page);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("<img src=x onerror=alert(1)>", {
    model: "scenario/hostile",
  });
  await page.goto(`${playground.url}/s/${session_id}`);
  const run = await playground.ended(run_id);
  await expect(page.locator("uar-run")).toHaveAttribute("status", run.status);
  await expect(page.locator("uar-run")).toContainText("If you can read this as plain text");

  const addresses = [
    `/s/${session_id}`,
    `/runs/${run_id}`,
    `/runs/${run_id}?tab=wire`,
    `/runs/${run_id}/stage`,
    `/runs/${run_id}/sources/1`,
    `/runs/${run_id}/sources/2`,
    "/runs",
  ];
  for (const address of addresses) {
    await page.goto(playground.url + address);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(
      await page.locator("main script:not([nonce]):not([type='application/json'])").count(),
    ).toBe(0);
    expect(
      await page.locator("main :is(img, form[action*=attacker], base, meta, svg[onload])").count(),
    ).toBe(0);
    expect(await page.locator("main a[href^='javascript:'], main a[href^='data:']").count()).toBe(
      0,
    );
  }
  expect(dialogs).toEqual([]);
  expect(chat).toMakeNoRemoteRequests();
});
