import { beforeAll, expect, it } from "vitest";

import { AgentFolder } from "#runtime/agent/node-agent-folder.ts";
import { createModelResolver } from "#runtime/model/configured-models.ts";
import { systemClock } from "#runtime/system-services.ts";
import { urls } from "#views/urls.ts";
import { readFolders } from "./agent-folders.ts";
import { EXAMPLE_AGENTS } from "./examples.ts";
import { testApp, type TestApp } from "./test-app.ts";

const EXAMPLES = new AgentFolder({ ...readFolders(EXAMPLE_AGENTS), title: "examples" });

let app: TestApp;
beforeAll(async () => {
  const models = await createModelResolver({ env: {}, fetch, clock: systemClock, scenarios: [] });
  app = await testApp({ models, sources: { sources: [EXAMPLES] } });
});

it("the examples are those that show what agents of files can be", () => {
  expect(EXAMPLES.ids().toSorted()).toEqual([
    "assistant",
    "code-reader",
    "planner",
    "researcher",
    "summariser",
    "tutor",
  ]);
  for (const id of EXAMPLES.ids()) expect(EXAMPLES.load(id)).toMatchObject({ notes: [] });
});

it.each(EXAMPLES.ids())(
  "the example %s has its page and answers with the offline model",
  async (id) => {
    const page = await app.fetch(urls.agent(id));
    const chat = await app.fetch(urls.chat({ agent: id }));
    const { run } = await app.runtime.ask("Look for approvals", { options: { agent: id } });

    expect([page.status, chat.status]).toEqual([200, 200]);
    expect(await page.text()).toContain(EXAMPLES.load(id).agent.description);
    expect(run).toMatchObject({ status: "completed", agent: id });
    expect(run.steps.at(-1)?.text).not.toBe("");
  },
);
