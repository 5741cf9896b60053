import { expect, it } from "vitest";

import { healthRoutes } from "./health.ts";
import { testApp } from "./test-app.ts";

it("says to everybody that it lives and that it takes work", async () => {
  const app = await testApp();

  const alive = await app.anonymous("/livez");
  const ready = await app.anonymous("/readyz");

  expect([alive.status, ready.status]).toEqual([200, 200]);
  expect(await alive.json()).toEqual({ status: "live", version: "0.0.0" });
  expect(await ready.json()).toEqual({ status: "ready" });
});

it("says that it takes no more work once it drains, and lives on", async () => {
  const routes = healthRoutes({ isReady: () => false, version: "0.0.0" });

  const answers = [await routes.request("/livez"), await routes.request("/readyz")];

  expect(answers.map(({ status }) => status)).toEqual([200, 503]);
  expect(await answers[1]?.json()).toEqual({ status: "draining" });
});
