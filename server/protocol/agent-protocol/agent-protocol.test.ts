import { describe, expect, it } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testApp } from "#server/test-app.ts";

const BASE = "/ap/v1/agent";

const BUNDLE = `[{ steps: [{ bundle: { artifact: a, title: Chart, html: <b>1</b> } }, { text: Drawn }] }]`;
const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;

type App = Awaited<ReturnType<typeof testApp>>;
interface Answer {
  task_id: string;
  step_id: string;
  artifact_id: string;
}

async function appWith(passes?: string): Promise<App> {
  const outputs = openMemoryOutputStore(systemClock);
  return testApp({ outputs, ...(passes !== undefined && { passes }) });
}

async function taskOf(app: App, input = "Write it", more: object = {}): Promise<string> {
  const response = await app.post(`${BASE}/tasks`, { input, ...more });
  expect(response.status).toBe(200);
  return ((await response.json()) as Answer).task_id;
}

async function upload(app: App, task: string, text: string, name = "notes.md") {
  const body = new FormData();
  body.set("file", new File([text], name));
  return app.fetch(`${BASE}/tasks/${task}/artifacts`, { method: "POST", body });
}

describe("the Agent Protocol", () => {
  it("makes a task that keeps what it was given, and lists it", async () => {
    const app = await appWith();

    const task_id = await taskOf(app, "Write it", { additional_input: { test_run_id: "1" } });
    const task = await (await app.fetch(`${BASE}/tasks/${task_id}`)).json();

    const described = {
      task_id,
      input: "Write it",
      additional_input: { test_run_id: "1" },
      artifacts: [],
    };
    expect(task).toEqual(described);
    expect(await (await app.fetch(`${BASE}/tasks?page_size=1`)).json()).toEqual({
      tasks: [described],
      pagination: { total_items: 1, total_pages: 1, current_page: 1, page_size: 1 },
    });
  });

  it("does steps one after the other, each as a run of the same session", async () => {
    const app = await appWith();
    const task = await taskOf(app);

    const first = await (await app.post(`${BASE}/tasks/${task}/steps`, {})).json();
    const second = await (await app.post(`${BASE}/tasks/${task}/steps`, { input: "More" })).json();
    const again = await (await app.post(`${BASE}/tasks/${task}/steps`, { input: null })).json();

    expect(first).toMatchObject({ status: "completed", output: "Hello", is_last: true });
    expect(second).toMatchObject({ input: "More", task_id: task, is_last: true });
    expect(again).toEqual(second);
    const listed = await (
      await app.fetch(`${BASE}/tasks/${task}/steps?page_size=1&current_page=1`)
    ).json();
    expect(listed).toMatchObject({
      steps: [{ input: "Write it", is_last: false }],
      pagination: { total_items: 2, total_pages: 2 },
    });
    const { step_id } = first as Answer;
    expect(await (await app.fetch(`${BASE}/tasks/${task}/steps/${step_id}`)).json()).toMatchObject({
      step_id,
    });
  });

  it("lets the additional input of a task or step choose the model", async () => {
    const app = await appWith();
    const task = await taskOf(app, "Go", { additional_input: { model: "none/none" } });

    const refused = await app.post(`${BASE}/tasks/${task}/steps`, {});
    const done = await app.post(`${BASE}/tasks/${task}/steps`, {
      additional_input: { model: "scenario/test" },
    });

    expect([refused.status, done.status]).toEqual([422, 200]);
  });

  it("says that a step waits for a person, and waits for its end when asked again", async () => {
    const app = await appWith(WRITE);
    const task = await taskOf(app);

    const waiting = await (await app.post(`${BASE}/tasks/${task}/steps`, {})).json();
    const { step_id } = waiting as Answer;
    const run = await app.runtime.reaches(step_id, ({ approvals }) => approvals.length > 0);
    await app.form(`/actions/${run.approvals[0]?.action_id}`, { decision: "deny" });
    await app.runtime.ended(step_id);
    const ended = await (await app.post(`${BASE}/tasks/${task}/steps`, {})).json();

    expect(waiting).toMatchObject({
      status: "running",
      is_last: false,
      additional_output: { waiting_for: [{ tool: "write" }] },
    });
    expect(ended).toMatchObject({ step_id, status: "completed", is_last: true });
  });

  it("says of a failed step that it is completed, and why", async () => {
    const app = await appWith("[{ steps: [{ failure: { code: server, message: Broke } }] }]");
    const task = await taskOf(app);

    const step = await (await app.post(`${BASE}/tasks/${task}/steps`, {})).json();

    expect(step).toMatchObject({
      status: "completed",
      is_last: true,
      additional_output: { status: "failed", error: { message: expect.stringContaining("Broke") } },
    });
  });

  it("takes a file, hands it to the next step and gives its bytes back", async () => {
    const app = await appWith();
    const task = await taskOf(app);

    const sent = (await (await upload(app, task, "Notes", "a/b/notes.md")).json()) as Answer;
    const { step_id } = (await (
      await app.post(`${BASE}/tasks/${task}/steps`, {})
    ).json()) as Answer;
    await upload(app, task, "Later");
    const later = (await (
      await app.post(`${BASE}/tasks/${task}/steps`, { input: "And this" })
    ).json()) as Answer;

    expect(sent).toMatchObject({ agent_created: false, file_name: "notes.md" });
    const bytes = await app.fetch(`${BASE}/tasks/${task}/artifacts/${sent.artifact_id}`);
    expect(await bytes.text()).toBe("Notes");
    expect(bytes.headers.get("content-disposition")).toBe('attachment; filename="notes.md"');
    const { turns } = await (await app.runtime.thread(step_id)).state();
    expect(turns.map(({ attachments }) => attachments?.length)).toEqual([1, 1]);
    expect(turns[1]?.run_id).toBe(later.step_id);
  });

  it("gives what the agent made as an artifact of the step and of the task", async () => {
    const app = await appWith(BUNDLE);
    const task = await taskOf(app);

    const step = await (await app.post(`${BASE}/tasks/${task}/steps`, {})).json();
    const list = await (await app.fetch(`${BASE}/tasks/${task}/artifacts`)).json();
    const [artifact] = (list as { artifacts: Answer[] }).artifacts;

    expect(step).toMatchObject({ artifacts: [{ agent_created: true, file_name: "a" }] });
    expect(list).toMatchObject({ artifacts: [{ agent_created: true }] });
    const bytes = await app.fetch(`${BASE}/tasks/${task}/artifacts/${artifact?.artifact_id}`);
    expect(await bytes.text()).toBe("<b>1</b>");
  });

  it.each([
    ["GET", "/tasks/none", 404],
    ["GET", "/tasks/none/steps", 404],
    ["POST", "/tasks/none/steps", 404],
    ["GET", "/tasks/none/artifacts", 404],
    ["GET", "/tasks/none/artifacts/out_1", 404],
    ["POST", "/tasks", 422],
    ["GET", "/tasks?page_size=0", 422],
    ["GET", "/tasks?current_page=x", 422],
  ])("refuses %s %s with %i and a message", async (method, path, status) => {
    const app = await appWith();

    const response = await app.fetch(`${BASE}${path}`, { method });

    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  });

  it("stands at Pluto's address in an envelope, with problems as everywhere", async () => {
    const app = await appWith();
    const task = await taskOf(app);

    const found = await app.fetch(`/api/v1/agent/tasks/${task}`, {
      headers: { "x-request-id": "mine" },
    });
    const missing = await app.fetch("/api/v1/agent/tasks/none");

    expect(await found.json()).toMatchObject({
      ok: true,
      data: { task_id: task },
      request_id: "mine",
    });
    expect(missing.headers.get("content-type")).toBe("application/problem+json");
  });
});
