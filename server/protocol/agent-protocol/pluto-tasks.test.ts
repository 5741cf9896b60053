import { expect, it } from "vitest";

import { testApp } from "#server/test-app.ts";

const TASKS = "/api/v1/agent/tasks";

type App = Awaited<ReturnType<typeof testApp>>;

interface Listed {
  readonly tasks: readonly { readonly input: string }[];
  readonly pagination: object;
}

interface Step {
  readonly step_id: string;
}

async function page(app: App, query = ""): Promise<Listed> {
  const response = await app.fetch(`${TASKS}${query}`);
  expect(response.status).toBe(200);
  const answer = (await response.json()) as { ok: boolean; data: Listed };
  expect(answer).toEqual({
    ok: true,
    data: answer.data,
    request_id: expect.stringMatching(/^req_/),
  });
  return answer.data;
}

function inputs({ tasks }: Listed): readonly string[] {
  return tasks.map(({ input }) => input);
}

it("162: POST /api/v1/agent/tasks makes a task of all that it was given, and starts nothing", async () => {
  const app = await testApp();
  const more = { agent: "guide", model: "scenario/test", labels: ["a", { b: 1 }] };

  const made = await app.post(TASKS, { input: "Write it", additional_input: more });
  const { data } = (await made.json()) as { data: { task_id: string } };

  expect(made.status).toBe(200);
  const { task_id } = data;
  expect(data).toEqual({ task_id, input: "Write it", additional_input: more, artifacts: [] });
  const found = await (await app.fetch(`${TASKS}/${task_id}`)).json();
  expect(found).toMatchObject({ ok: true, data });
  const { turns, tasks } = await (await app.runtime.thread(task_id)).state();
  expect({ turns, tasks }).toMatchObject({ turns: [], tasks: [{ objective: "Write it" }] });
});

it.each([
  ["without an input", JSON.stringify({}), "application/json", 422, "input"],
  ["with an empty input", JSON.stringify({ input: "" }), "application/json", 422, "input"],
  ["with an input of another kind", JSON.stringify({ input: 1 }), "application/json", 422, "input"],
  [
    "with additional input that is no object",
    JSON.stringify({ input: "Go", additional_input: [] }),
    "application/json",
    422,
    "additional_input",
  ],
  ["that is no JSON", "{", "application/json", 400, "JSON"],
  ["of another media type", "input: Go", "application/yaml", 415, "application/yaml"],
] as const)(
  "162: POST /api/v1/agent/tasks refuses a body %s by a problem that names it, and makes nothing",
  async (_case, body, type, status, named) => {
    const app = await testApp();

    const headers = { "content-type": type };
    const response = await app.fetch(TASKS, { method: "POST", headers, body });

    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(JSON.stringify(await response.json())).toContain(named);
    expect((await page(app)).tasks).toEqual([]);
  },
);

it("163: GET /api/v1/agent/tasks gives each task on one page, the newest first", async () => {
  const app = await testApp();
  for (const input of ["one", "two", "three"]) await app.post(TASKS, { input });

  const pages = [1, 2, 3].map((number) => page(app, `?page_size=2&current_page=${number}`));
  const [first, second, beyond] = await Promise.all(pages);

  const place = { total_items: 3, total_pages: 2, page_size: 2 };
  expect(first).toMatchObject({ pagination: { ...place, current_page: 1 } });
  expect(inputs(first ?? { tasks: [], pagination: {} })).toEqual(["three", "two"]);
  expect(second).toMatchObject({
    tasks: [{ input: "one" }],
    pagination: { ...place, current_page: 2 },
  });
  expect(beyond).toEqual({ tasks: [], pagination: { ...place, current_page: 3 } });
  const whole = await page(app);
  expect(inputs(whole)).toEqual(["three", "two", "one"]);
  expect(whole.pagination).toMatchObject({ current_page: 1, page_size: 10 });
});

it.each(["page_size=0", "page_size=101", "page_size=x", "current_page=0", "current_page=1.5"])(
  "163: GET /api/v1/agent/tasks?%s is refused by a problem that names it",
  async (query) => {
    const app = await testApp();

    const response = await app.fetch(`${TASKS}?${query}`);

    expect(response.status).toBe(422);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(JSON.stringify(await response.json())).toContain(query.split("=")[0]);
  },
);

it("162, 163: neither is for somebody without the token", async () => {
  const app = await testApp();

  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ input: "Go" });
  const answers = [
    await app.anonymous(TASKS, { method: "POST", headers, body }),
    await app.anonymous(TASKS),
  ];

  expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  expect((await page(app)).tasks).toEqual([]);
});

it("164-166: a task's steps are done, read and listed under /api/v1, each in an envelope", async () => {
  const app = await testApp();
  const made = await app.post(TASKS, { input: "Write it" });
  const { task_id } = ((await made.json()) as { data: { task_id: string } }).data;
  const steps = `${TASKS}/${task_id}/steps`;
  const dataOf = async (response: Response) => {
    const answer = (await response.json()) as { ok: boolean; data: Step; request_id: string };
    expect([response.status, answer.ok, typeof answer.request_id]).toEqual([200, true, "string"]);
    return answer.data;
  };

  const first = await dataOf(await app.post(steps, {}));
  const second = await dataOf(await app.post(steps, { input: "More" }));
  const listed = await dataOf(await app.fetch(`${steps}?page_size=1&current_page=2`));
  const read = await dataOf(await app.fetch(`${steps}/${first.step_id}`));
  const task = await dataOf(await app.fetch(`${TASKS}/${task_id}`));

  const done = { task_id, status: "completed", output: "Hello" };
  expect(first).toMatchObject({ ...done, input: "Write it", is_last: true });
  expect(second).toMatchObject({ ...done, input: "More", is_last: true });
  expect(listed).toMatchObject({
    steps: [{ step_id: second.step_id, input: "More" }],
    pagination: { total_items: 2, total_pages: 2, current_page: 2, page_size: 1 },
  });
  expect(read).toMatchObject({ step_id: first.step_id, is_last: false });
  expect(task).toEqual({ task_id, input: "Write it", additional_input: {}, artifacts: [] });
});

it.each([
  ["164", "GET", "/none", 404],
  ["165", "POST", "/none/steps", 404],
  ["166", "GET", "/none/steps", 404],
  ["166", "GET", "/none/steps/r_1", 404],
])(
  "%s: %s /api/v1/agent/tasks%s is refused with %i by a problem",
  async (_no, method, path, status) => {
    const app = await testApp();

    const body = method === "POST" ? { body: "{}" } : {};
    const headers = { "content-type": "application/json" };
    const response = await app.fetch(`${TASKS}${path}`, { method, headers, ...body });

    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ code: "not_found", status });
  },
);
