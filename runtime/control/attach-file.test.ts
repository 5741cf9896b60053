import { expect, it } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testRuntime } from "#runtime/test-runtime.ts";
import { attachFile } from "./attach-file.ts";
import { createTask } from "./create-task.ts";
import { perform } from "./dispatch.ts";
import { keepAttachment } from "./message-input.ts";
import { createSession } from "./sessions.ts";
import { startTask } from "./try-task.ts";

async function taskWithFile() {
  const runtime = await testRuntime({ outputs: openMemoryOutputStore(systemClock) });
  const { services } = runtime;
  const { session_id } = await perform(createSession, {}, services);
  const { task } = await perform(createTask, { session_id, objective: "Sum up" }, services);
  const bytes = new TextEncoder().encode("Notes");
  const { output_ref } = await keepAttachment({ name: "notes.md", bytes }, services);
  const { task_id } = task;
  const named = { task_id, output_ref, name: "notes.md" };
  return { runtime, services, named };
}

it("attach_file gives a task a file once, and its first turn has it", async () => {
  const { runtime, services, named } = await taskWithFile();

  const answers = [
    await perform(attachFile, named, services),
    await perform(attachFile, named, services),
  ];
  const { run_id } = await perform(startTask, { task_id: named.task_id }, services);

  expect(answers.map(({ status }) => status)).toEqual(["accepted", "no_op"]);
  await runtime.ended(run_id);
  const { turns } = await (await runtime.thread(run_id)).state();
  expect(turns[0]).toMatchObject({
    text: "Sum up",
    attachments: [{ name: "notes.md", output_ref: named.output_ref }],
  });
});

it("attach_file holds on to the file, and says which one is not kept", async () => {
  const { services, named } = await taskWithFile();
  await perform(attachFile, named, services);

  expect(services.threads.outputs.of(named.output_ref)).toHaveLength(1);
  await expect(
    perform(attachFile, { ...named, output_ref: `out_${"0".repeat(64)}` }, services),
  ).rejects.toThrow("No file is kept");
});
