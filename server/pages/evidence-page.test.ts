import { expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

it("the evidence of a run is asked for by plain forms, and comes as a file", async () => {
  const app = await testApp();
  const { run } = await app.runtime.ask("<b>Go</b>");
  const page = await (await app.fetch(`/runs/${run.run_id}/replay`)).text();
  expect(page).toContain(`action="/runs/${run.run_id}/evidence"`);
  expect(page).toContain(`action="/runs/${run.run_id}/review"`);

  const evidence = await app.form(`/runs/${run.run_id}/evidence`, { verify: "yes" });
  const review = await app.form(`/runs/${run.run_id}/review`, {});

  for (const response of [evidence, review]) {
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="(evidence|review)-evd_\w+\.json"$/,
    );
  }
  expect(await evidence.json()).toMatchObject({
    format: "uar-evidence-1",
    verification: [{ status: "passed" }],
  });
  expect(await review.json()).toMatchObject({ points: [{ about: "question" }] });
});

it("evidence of no run is refused", async () => {
  const app = await testApp();

  expect((await app.form("/runs/r_none/evidence", {})).status).toBe(404);
});
