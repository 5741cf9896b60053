import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

async function listed(app: Awaited<ReturnType<typeof testApp>>, query: string): Promise<string> {
  const text = await (await app.fetch(`/runs${query}`)).text();
  return text.replaceAll(/<!--.*?-->/gu, "").replaceAll(/\s+/gu, " ");
}

describe("/runs", () => {
  it("narrows by agent, tool and day, each beside the others", async () => {
    const app = await testApp();
    const { run } = await app.runtime.ask("What is here?");
    const row = `href="/runs/${run.run_id}"`;
    const today = (run.started_at ?? "").slice(0, 10);

    expect(await listed(app, `?agent=${run.agent}&from=${today}&to=${today}`)).toContain(row);
    expect(await listed(app, "?from=2199-01-01")).not.toContain(row);
    expect(await listed(app, "?to=1999-01-01")).not.toContain(row);
    expect(await listed(app, "?tool=nothing")).not.toContain(row);
  });

  it("says which filter empties the list", async () => {
    const app = await testApp();
    const { run } = await app.runtime.ask("What is here?");

    const text = await listed(app, `?agent=${run.agent}&status=lost`);

    expect(text).toContain("Status empties the list");
    expect(text).toContain(`href="/runs?agent=${run.agent}"`);
  });

  it("sorts the oldest first when asked, and keeps the order in the address", async () => {
    const app = await testApp();
    const first = await app.runtime.ask("First question");
    const second = await app.runtime.ask("Second question");
    const order = (text: string) =>
      text.indexOf(first.run.run_id) < text.indexOf(second.run.run_id) ? "oldest" : "newest";

    expect(order(await listed(app, ""))).toBe("newest");
    const sorted = await listed(app, "?sort=oldest");
    expect(order(sorted)).toBe("oldest");
    expect(sorted).toMatch(/<option value="oldest" selected/u);
  });

  it("goes on after the cursor, and counts where it is", async () => {
    const app = await testApp();
    for (let index = 0; index < 51; index += 1) await app.runtime.ask(`Question ${index}`);

    const first = await listed(app, "");
    const next = /href="(\/runs\?cursor=[^"]+)"/u.exec(first)?.[1] ?? "";
    const second = await listed(app, next.replace("/runs", ""));

    expect(first).toContain("1 to 50 of 51");
    expect(first).not.toContain(">Question 0<");
    expect(second).toContain("51 to 51 of 51");
    expect(second).toContain(">Question 0<");
  });
});
