import type { CallToolResult } from "@modelcontextprotocol/server";

import { answerText } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { artifactUri } from "./run-resources.ts";

/** What a run came to, as the answer to the call that began it. */
export function answerOf(run: RunState): CallToolResult {
  const { run_id, session_id, status, error, artifacts } = run;
  const said = answerText(run);
  const text = status === "completed" ? said : [said, error?.message].filter(Boolean).join("\n\n");
  return {
    content: [
      { type: "text", text },
      ...artifacts.map((artifact) => ({
        type: "resource_link" as const,
        uri: artifactUri(run_id, artifact.artifact_id),
        name: artifact.name,
        title: artifact.title,
        mimeType: artifact.media_type,
      })),
    ],
    structuredContent: { session_id, run_id, status, text },
    ...(status !== "completed" && { isError: true }),
  };
}

/** An answer that says what went wrong. */
export function failure(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}
