import { test as base } from "@playwright/test";

import { type Fixtures, type Playground, withPlayground } from "./playground.ts";

/**
 * One server for all the tests of a worker: a third of the time of one each. Such a test looks at sessions and
 * runs of its own, and leaves behind nothing that another would meet, such as a rule.
 */
export const test = base.extend<
  Pick<Fixtures, "signIn"> & { noNotes: void },
  { playground: Playground }
>({
  playground: [
    async ({}, use) => {
      await withPlayground({}, use);
    },
    { scope: "worker" },
  ],
  noNotes: [
    async ({ playground }, use) => {
      await playground.removeNotes();
      await use();
    },
    { auto: true },
  ],
  signIn: async ({ playground }, use) => {
    await use(async (context) => {
      const page = await context.newPage();
      await page.goto(playground.loginUrl);
      return page;
    });
  },
});

export { expect } from "@playwright/test";
