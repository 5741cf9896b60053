import { Hono } from "hono";

import type { ThreadState, TurnState } from "#runtime/state/thread-state.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";
import {
  artifactsPage,
  type ListedArtifact,
  type ListedOutput,
} from "#views/artifacts/artifacts-page.ts";
import { html, pageFrame } from "./page.ts";

/** Threads whose artifacts the page lists, the newest first. */
const MAX_THREADS = 50;
/** The newest of each kind of one thread. */
const MAX_OF_A_THREAD = 50;

/** What runs made, and outputs that are kept beside the log. */
export function artifactPages(services: AppServices): Hono<AppEnv> {
  const { threads } = services.control;
  const routes = new Hono<AppEnv>();

  routes.get("/artifacts", async (c) => {
    const all = await threads.list();
    const artifacts: ListedArtifact[] = [];
    const outputs: ListedOutput[] = [];
    for (const place of all.slice(0, MAX_THREADS)) {
      const thread = await threads.open(place);
      const turns = ownTurns(await thread.state());
      artifacts.push(...turns.flatMap(artifactsOf).slice(-MAX_OF_A_THREAD));
      outputs.push(...turns.flatMap(outputsOf).slice(-MAX_OF_A_THREAD));
    }
    const page = {
      ...(await pageFrame(c, services, "pages")),
      artifacts: artifacts.toSorted(newestFirst),
      outputs: outputs.toSorted(newestFirst),
      unseen: Math.max(0, all.length - MAX_THREADS),
    };
    return html(c, artifactsPage(page));
  });
  return routes;
}

/** A branch has the turns of its origin, too. */
function ownTurns({ thread_id, turns }: ThreadState): readonly TurnState[] {
  return turns.filter(({ run }) => run.thread_id === thread_id);
}

function artifactsOf(turn: TurnState): readonly ListedArtifact[] {
  return turn.run.artifacts.map(
    ({ artifact_id, kind, title, media_type, version, sequence, content }) => ({
      ...placeOf(turn),
      artifact_id,
      kind,
      title,
      media_type,
      version,
      sequence,
      ...(content !== undefined && { bytes: Buffer.byteLength(content) }),
    }),
  );
}

function outputsOf(turn: TurnState): readonly ListedOutput[] {
  return turn.run.calls.flatMap(({ name, kept, result_sequence, sequence }) => {
    if (kept === undefined) return [];
    const { output_ref, bytes, expired } = kept;
    const from = { ...placeOf(turn), sequence: result_sequence ?? sequence };
    return [{ ...from, output_ref, tool: name, bytes, expired: expired !== undefined }];
  });
}

function placeOf({ run, text, submitted_at }: TurnState) {
  return { run_id: run.run_id, question: text, at: submitted_at };
}

function newestFirst(one: { readonly at: string }, other: { readonly at: string }): number {
  return other.at.localeCompare(one.at);
}
