import {
  type ListResourcesResult,
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
} from "@modelcontextprotocol/server";

import { CommandError } from "#runtime/control/command.ts";
import { findThread, requireRun } from "#runtime/control/find-thread.ts";
import { safeRun } from "#runtime/control/safe-run.ts";
import { runReadModel } from "#runtime/state/run-read-model.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import type { McpServing } from "./mcp-server.ts";

/** Runs in the list, the newest first; an older one is read by its id. */
const MAX_LISTED_RUNS = 50;

/** Adds runs, their events and their artifacts, each under an address of its own. */
export function addRunResources(server: McpServer, { control }: McpServing): void {
  server.registerResource(
    "run",
    new ResourceTemplate("uar://runs/{run_id}", { list: () => listRuns(control) }),
    { title: "Run", description: "What a run did and said", mimeType: "application/json" },
    async ({ href }, { run_id }) =>
      found(href, async () => {
        const { thread, run } = await requireRun(control, String(run_id));
        const { turns } = await thread.state();
        const turn = turns.find((known) => known.run_id === run.run_id);
        const text = JSON.stringify(runReadModel(run, turn?.text ?? ""));
        return { contents: [{ uri: href, mimeType: "application/json", text }] };
      }),
  );
  server.registerResource(
    "run-events",
    new ResourceTemplate("uar://runs/{run_id}/events", { list: undefined }),
    {
      title: "Events of a run",
      description: "Its part of the log, one event a line",
      mimeType: "application/jsonl",
    },
    async ({ href }, { run_id }) =>
      found(href, async () => {
        const { events } = await safeRun(String(run_id), control);
        const text = events.map((event) => `${JSON.stringify(event)}\n`).join("");
        return { contents: [{ uri: href, mimeType: "application/jsonl", text }] };
      }),
  );
  server.registerResource(
    "artifact",
    new ResourceTemplate("uar://runs/{run_id}/artifacts/{artifact_id}", { list: undefined }),
    { title: "Artifact", description: "The newest version of what a run made" },
    async ({ href }, { run_id, artifact_id }) =>
      found(href, async () => {
        const { run } = await requireRun(control, String(run_id));
        return readArtifact(href, run, String(artifact_id));
      }),
  );
}

/** The address of an artifact. */
export function artifactUri(runId: string, artifactId: string): string {
  return `${runUri(runId)}/artifacts/${encodeURIComponent(artifactId)}`;
}

/** The address of a run. */
export function runUri(runId: string): string {
  return `uar://runs/${encodeURIComponent(runId)}`;
}

async function listRuns(control: McpServing["control"]): Promise<ListResourcesResult> {
  const threads = await control.threads.list();
  const runs = threads
    .flatMap((thread) => thread.runs)
    .sort((left, right) => right.submitted_at.localeCompare(left.submitted_at))
    .slice(0, MAX_LISTED_RUNS);
  const listed = runs.map(({ run_id, text, status, agent }) => ({
    uri: runUri(run_id),
    name: run_id,
    title: text.split("\n", 1)[0] ?? run_id,
    description: `${agent}, ${status}`,
    mimeType: "application/json",
  }));
  const artifacts = await Promise.all(runs.map(({ run_id }) => artifactsOf(control, run_id)));
  return { resources: [...listed, ...artifacts.flat()] };
}

async function artifactsOf(control: McpServing["control"], run_id: string) {
  const state = await (await findThread(control, run_id))?.state();
  const run = state?.turns.find((turn) => turn.run_id === run_id)?.run;
  return (run?.artifacts ?? []).map(({ artifact_id, name, title, media_type }) => ({
    uri: artifactUri(run_id, artifact_id),
    name,
    title,
    mimeType: media_type,
  }));
}

function readArtifact(uri: string, run: RunState, artifactId: string): ReadResourceResult {
  const artifact = run.artifacts.find(({ artifact_id }) => artifact_id === artifactId);
  if (artifact?.content === undefined) throw new ResourceNotFoundError(uri);
  return { contents: [{ uri, mimeType: artifact.media_type, text: artifact.content }] };
}

/** An id that nothing has is the protocol's own refusal. */
async function found(
  uri: string,
  work: () => Promise<ReadResourceResult>,
): Promise<ReadResourceResult> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof CommandError && cause.code === "not_found") {
      throw new ResourceNotFoundError(uri, cause.message);
    }
    throw cause;
  }
}
