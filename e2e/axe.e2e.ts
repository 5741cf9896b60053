import { LOOKS, WALK_MS } from "./looks.ts";
import { axeFindings } from "./axe-findings.ts";
import { expect, test } from "./shared-playground.ts";

for (const { colorScheme, width } of LOOKS) {
  test(`axe finds nothing on any page, ${colorScheme}, ${width} px`, async ({
    browser,
    playground,
    signIn,
  }) => {
    test.setTimeout(WALK_MS);
    const done = await playground.ask("Show every lane", {
      model: "scenario/everything@rate=2000",
    });
    const waiting = await playground.ask("Save a note", { model: "scenario/approval@rate=2000" });
    await playground.ended(done.run_id);
    await expect
      .poll(async () => (await playground.run(waiting.run_id)).status)
      .toBe("waiting_permission");
    await playground.ask("And then this", { session_id: waiting.session_id });
    const action = (await playground.run(waiting.run_id)).approvals[0]?.action_id ?? "";
    const viewport = { width, height: 844 };
    const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
    const page = await signIn(context);

    const addresses = [
      "/chat",
      `/s/${done.session_id}`,
      `/s/${waiting.session_id}`,
      "/sessions?q=note",
      "/runs",
      "/runs?status=failed",
      `/runs/${done.run_id}`,
      `/runs/${done.run_id}?at=40&tab=state`,
      `/runs/${done.run_id}/stage?at=60`,
      `/runs/${done.run_id}/sources/1`,
      "/approvals",
      `/approvals/${action}`,
      "/permissions",
      "/login",
      "/nothing-here",
    ];
    for (const address of addresses) {
      await page.goto(playground.url + address);
      expect(await axeFindings(page), address).toEqual([]);
    }
    await context.close();
  });
}
