import type { Context } from "hono";
import { z } from "zod";

import { type ApiRoute, apiRoute } from "#server/protocol/openapi/api-route.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import { readArtifact, uploadArtifact } from "./artifacts.ts";
import { executeStep } from "./execute-step.ts";
import { PageRequest, pageOf, Pagination, StepRequest, TaskRequest } from "./requests.ts";
import {
  ApArtifact,
  ApStep,
  apArtifacts,
  apStep,
  apSteps,
  ApTask,
  apTask,
} from "./task-projection.ts";
import { createApTask, listApTasks, requireStep, taskThread } from "./tasks.ts";

/** The operations of the Agent Protocol v1, under the names that it gives them. */
export const AGENT_PROTOCOL_ROUTES: readonly ApiRoute[] = [
  apiRoute({
    method: "post",
    path: "/tasks",
    operation_id: "createAgentTask",
    summary: "Makes a task that nobody works on yet",
    body: TaskRequest,
    answer: ApTask,
    run: async ({ body }, { control }) => createApTask(body, control),
  }),
  apiRoute({
    method: "get",
    path: "/tasks",
    operation_id: "listAgentTasks",
    summary: "A page of all tasks, the newest first",
    query: PageRequest,
    answer: z.object({ tasks: z.array(ApTask), pagination: Pagination }),
    run: async ({ query }, { control }) => listApTasks(query, control),
  }),
  apiRoute({
    method: "get",
    path: "/tasks/:task_id",
    operation_id: "getAgentTask",
    summary: "A task with its artifacts",
    answer: ApTask,
    run: async ({ params }, { control }) =>
      apTask(await (await taskThread(idOf(params, "task_id"), control)).state()),
  }),
  apiRoute({
    method: "get",
    path: "/tasks/:task_id/steps",
    operation_id: "listAgentTaskSteps",
    summary: "A page of a task's steps, the oldest first",
    query: PageRequest,
    answer: z.object({ steps: z.array(ApStep), pagination: Pagination }),
    async run({ params, query }, { control }) {
      const thread = await taskThread(idOf(params, "task_id"), control);
      const { items: steps, pagination } = pageOf(apSteps(await thread.state()), query);
      return { steps, pagination };
    },
  }),
  apiRoute({
    method: "post",
    path: "/tasks/:task_id/steps",
    operation_id: "executeAgentTaskStep",
    summary: "Does a step, and answers once it ended or waits for a person",
    body: StepRequest,
    answer: ApStep,
    async run({ params, body, c }, { control, streams }) {
      const signal = AbortSignal.any([c.req.raw.signal, streams.draining]);
      return executeStep(idOf(params, "task_id"), body, control, signal);
    },
  }),
  apiRoute({
    method: "get",
    path: "/tasks/:task_id/steps/:step_id",
    operation_id: "getAgentTaskStep",
    summary: "A step as it stands",
    answer: ApStep,
    async run({ params }, { control }) {
      const state = await (await taskThread(idOf(params, "task_id"), control)).state();
      return apStep(requireStep(state, idOf(params, "step_id")), state);
    },
  }),
  apiRoute({
    method: "get",
    path: "/tasks/:task_id/artifacts",
    operation_id: "listAgentTaskArtifacts",
    summary: "A page of a task's files",
    query: PageRequest,
    answer: z.object({ artifacts: z.array(ApArtifact), pagination: Pagination }),
    async run({ params, query }, { control }) {
      const thread = await taskThread(idOf(params, "task_id"), control);
      const { items, pagination } = pageOf(apArtifacts(await thread.state()), query);
      return { artifacts: items, pagination };
    },
  }),
  apiRoute({
    method: "post",
    path: "/tasks/:task_id/artifacts",
    operation_id: "uploadAgentTaskArtifacts",
    summary: "Gives a task a file, in the field `file`",
    takes: "multipart/form-data",
    answer: ApArtifact,
    run: async ({ params, c }, { control }) =>
      uploadArtifact(idOf(params, "task_id"), await sentFile(c), control),
  }),
  apiRoute({
    method: "get",
    path: "/tasks/:task_id/artifacts/:artifact_id",
    operation_id: "downloadAgentTaskArtifact",
    summary: "The bytes of a file",
    gives: "application/octet-stream",
    async run({ params }, { control }) {
      const [task, artifact] = [idOf(params, "task_id"), idOf(params, "artifact_id")];
      return download(await readArtifact(task, artifact, control));
    },
  }),
];

/** The path of an operation names its parameters. */
function idOf(
  params: Readonly<Record<string, string>>,
  name: "task_id" | "step_id" | "artifact_id",
) {
  return params[name] ?? "";
}

async function sentFile(c: Context<AppEnv>) {
  const isForm = c.req.header("content-type")?.startsWith("multipart/form-data") === true;
  const file = isForm ? (await c.req.formData()).get("file") : null;
  if (file === null || typeof file === "string") {
    throw new ProblemError({
      status: 422,
      code: "invalid_input",
      title: "No file was sent",
      fix: 'Send multipart/form-data with the file in the field "file"',
    });
  }
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** A file to save: whatever it holds, a browser neither shows nor runs it. */
function download({ file_name, bytes }: Awaited<ReturnType<typeof readArtifact>>): Response {
  const name = file_name.replaceAll(/[^\w.-]/g, "_").slice(-100);
  return new Response(bytes, {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${name}"`,
    },
  });
}
