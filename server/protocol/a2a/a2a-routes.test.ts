import { type StreamResponse, TaskState } from "@a2a-js/sdk";
import { expect, test } from "vitest";
import { z } from "zod";

import { servedApp } from "#server/protocol/protocol-test-kit.ts";
import { clientOf, sent, taskOf } from "./client-test-kit.ts";

const READS = `[
  { steps: [{ text: "I look." }, { calls: [{ tool: read, arguments: { path: a.md } }] }] },
  { steps: [{ text: "It says " }, { text: "so" }, { bundle: { artifact: card, title: Card, html: "<p>Hi</p>" } }, { text: "Done" }] }
]`;
const WRITES = `[
  { steps: [{ text: "I write." }, { calls: [{ tool: write, arguments: { path: a.md } }] }] },
  { steps: [{ text: "Written" }] }
]`;

const BINDINGS = ["JSONRPC", "HTTP+JSON"] as const;

function textOf(
  parts: readonly { content?: { $case: string; value: unknown } | undefined }[] = [],
) {
  return parts
    .map(({ content }) => (content?.$case === "text" ? String(content.value) : ""))
    .join("");
}

/** The answer as a reader of the stream puts it together. */
function told(updates: readonly StreamResponse[]): string {
  return updates.reduce((text, { payload }) => {
    if (payload?.$case !== "artifactUpdate" || payload.value.artifact?.name !== "Answer")
      return text;
    const { append, artifact } = payload.value;
    return (append ? text : "") + textOf(artifact.parts);
  }, "");
}

function statesOf(updates: readonly StreamResponse[]): TaskState[] {
  const states = updates.flatMap(({ payload }) => {
    const isStatus = payload?.$case === "statusUpdate" || payload?.$case === "task";
    return isStatus ? (payload.value.status?.state ?? []) : [];
  });
  return states.filter((state, at) => state !== states[at - 1]);
}

test.for(BINDINGS)(
  "Over %s a message is answered with its task, its answer and its bundle",
  async (binding) => {
    const client = await clientOf(await servedApp({ passes: READS }), binding);

    const task = await taskOf(client.sendMessage(sent("Read")));

    expect(task.status?.state).toBe(TaskState.TASK_STATE_COMPLETED);
    expect(task.artifacts.map(({ name, parts }) => [name, textOf(parts)])).toEqual([
      ["Answer", "I look.\n\nIt says so\n\nDone"],
      ["Card", "<p>Hi</p>"],
    ]);
    expect(task.history.map(({ parts }) => textOf(parts))).toEqual(["Read"]);
    expect(await client.getTask({ tenant: "", id: task.id, historyLength: undefined })).toEqual(
      task,
    );
  },
);

test.for(BINDINGS)(
  "Over %s a stream tells the task, its states and its answer piece by piece",
  async (binding) => {
    const client = await clientOf(await servedApp({ passes: READS }), binding);

    const updates = await Array.fromAsync(client.sendMessageStream(sent("Read")));

    expect(updates[0]?.payload?.$case).toBe("task");
    expect(told(updates)).toBe("I look.\n\nIt says so\n\nDone");
    expect(statesOf(updates).at(-1)).toBe(TaskState.TASK_STATE_COMPLETED);
  },
);

test.for(BINDINGS)("Over %s a task that waits is told, answered, and goes on", async (binding) => {
  const client = await clientOf(await servedApp({ passes: WRITES }), binding);
  const asked = await taskOf(client.sendMessage(sent("Write")));
  const place = { taskId: asked.id, contextId: asked.contextId };

  const updates = await Array.fromAsync(client.sendMessageStream(sent("yes", place)));

  expect(asked.status?.state).toBe(TaskState.TASK_STATE_INPUT_REQUIRED);
  expect(asked.status?.message?.parts[1]?.content?.value).toMatchObject({ tool: "write" });
  expect(told(updates).endsWith("Written")).toBe(true);
  expect(
    (await client.getTask({ tenant: "", id: asked.id, historyLength: 0 })).artifacts,
  ).toMatchObject([{ parts: [{ content: { value: "I write.\n\nWritten" } }] }]);
});

test.for(BINDINGS)("Over %s a subscriber hears what the playground decides", async (binding) => {
  const served = await servedApp({ passes: WRITES });
  const client = await clientOf(served, binding);
  const { id, status } = await taskOf(client.sendMessage(sent("Write")));
  const question: unknown = status?.message?.parts[1]?.content?.value;
  const { action_id } = z.object({ action_id: z.string() }).parse(question);

  const updates: StreamResponse[] = [];
  for await (const update of client.resubscribeTask({ tenant: "", id })) {
    updates.push(update);
    if (updates.length > 1) continue;
    await served.app.post("/control/respond_action", { action_id, decision: "allow_once" });
  }

  expect(statesOf(updates)).toEqual([
    TaskState.TASK_STATE_INPUT_REQUIRED,
    TaskState.TASK_STATE_WORKING,
    TaskState.TASK_STATE_COMPLETED,
  ]);
});

test.for(BINDINGS)("Over %s a task is cancelled once, and then it is over", async (binding) => {
  const client = await clientOf(await servedApp({ passes: WRITES }), binding);
  const { id } = await taskOf(client.sendMessage(sent("Write")));
  const cancel = () => client.cancelTask({ tenant: "", id, metadata: undefined });

  const cancelled = await cancel();

  expect(cancelled.status?.state).toBe(TaskState.TASK_STATE_CANCELED);
  await expect(cancel()).rejects.toMatchObject({ reason: "TASK_NOT_CANCELABLE" });
  await expect(Array.fromAsync(client.resubscribeTask({ tenant: "", id }))).rejects.toMatchObject({
    reason: "UNSUPPORTED_OPERATION",
  });
});

test.for(BINDINGS)(
  "Over %s tasks are listed by context and state, page by page",
  async (binding) => {
    const client = await clientOf(await servedApp(), binding);
    const { contextId } = await taskOf(client.sendMessage(sent("One")));
    await client.sendMessage(sent("Two", { contextId }));
    await client.sendMessage(sent("Elsewhere"));
    const page = (more: object) =>
      client.listTasks({
        tenant: "",
        contextId,
        status: TaskState.TASK_STATE_COMPLETED,
        pageSize: 1,
        pageToken: "",
        historyLength: undefined,
        statusTimestampAfter: undefined,
        includeArtifacts: true,
        ...more,
      });

    const first = await page({});
    const second = await page({ pageToken: first.nextPageToken });

    expect(first.totalSize).toBe(2);
    expect([first, second].map(({ tasks }) => textOf(tasks[0]?.history[0]?.parts))).toEqual([
      "Two",
      "One",
    ]);
    expect(second.nextPageToken).toBe("");
    expect(second.tasks[0]?.artifacts).toHaveLength(1);
    expect((await page({ status: TaskState.TASK_STATE_FAILED })).tasks).toEqual([]);
  },
);

test.for(BINDINGS)(
  "Over %s what is not there, or not done here, has the protocol's error",
  async (binding) => {
    const client = await clientOf(await servedApp(), binding);
    const none = { tenant: "", id: "task_none", historyLength: undefined };
    const push = {
      url: "http://169.254.169.254/latest",
      id: "",
      taskId: "",
      token: "",
      tenant: "",
      authentication: undefined,
    };

    await expect(client.getTask(none)).rejects.toMatchObject({ reason: "TASK_NOT_FOUND" });
    await expect(
      client.sendMessage(sent("Go", {}, { taskPushNotificationConfig: push })),
    ).rejects.toMatchObject({ reason: "INVALID_PARAMS" });
    await expect(client.sendMessage(sent("Go", { contextId: "s_none" }))).rejects.toThrow(
      /no context/,
    );
  },
);

test("A message that is sent twice is one task, and one that does not wait is answered at once", async () => {
  const client = await clientOf(await servedApp({ passes: WRITES }));

  const first = await taskOf(client.sendMessage(sent("Write", {}, { returnImmediately: true })));
  const again = await taskOf(client.sendMessage(sent("Write")));

  expect([first.status?.state, again.status?.state]).not.toContain(TaskState.TASK_STATE_COMPLETED);
  expect(again.id).toBe(first.id);
});
