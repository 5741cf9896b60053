import { describe, expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

describe("/approvals", () => {
  it("moves a question from those that wait to those that have their answer", async () => {
    const app = await testApp({ passes: WRITE });
    const { run_id } = await app.runtime.submit("Write");
    const run = await app.runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
    const action = run.approvals[0]?.action_id ?? "";
    const list = async (query = "") => (await app.fetch(`/approvals${query}`)).text();

    expect(await list()).toContain(`data-action="${action}"`);
    expect(await list("?state=answered")).toContain("No question has its answer yet");

    await app.form(`/actions/${action}`, { decision: "deny", reason: "Not <now>" });
    await app.runtime.ended(run_id);

    expect(await list()).toContain("Nothing waits for you");
    const answered = (await list("?state=answered")).replaceAll(/<!--.*?-->/gu, "");
    expect(answered).toMatch(/denied/u);
    expect(answered).toContain("“Not &lt;now&gt;”");
    expect(answered).toContain(`href="/runs/${run_id}"`);
  });
});
