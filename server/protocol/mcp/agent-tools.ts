import type {
  CallToolResult,
  McpServer,
  RegisteredTool,
  ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";

import type { Agent } from "#runtime/agent/agent.ts";
import { CommandError } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { requireRun } from "#runtime/control/find-thread.ts";
import { interruptTurn } from "#runtime/control/interrupt-turn.ts";
import { submitTurn } from "#runtime/control/submit-turn.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import type { RunState } from "#runtime/state/thread-state.ts";
import { type FollowedRun, followRun } from "./follow-run.ts";
import type { McpServing } from "./mcp-server.ts";
import { progressOf } from "./progress.ts";
import { artifactUri } from "./run-resources.ts";

/** A message to an agent. */
const AgentCall = z.strictObject({
  message: z.string().describe("What the agent is to do or to answer"),
  session_id: z
    .string()
    .exactOptional()
    .describe("Goes on with this conversation; without it a new one begins"),
  model: z.string().exactOptional().describe("Another model than the agent's own"),
});

const AgentAnswer = z.object({
  session_id: z.string(),
  run_id: z.string(),
  status: z.string(),
  text: z.string(),
});

/** Adds the tool that stops a run. */
export function addStopTool(server: McpServer, services: McpServing): void {
  server.registerTool(
    "stop_run",
    {
      description: "Stops a run of an agent; what it said so far is kept",
      inputSchema: z.strictObject({ run_id: z.string().min(1) }),
    },
    ({ run_id }) =>
      refusable(async () => {
        const { status } = await perform(interruptTurn, { run_id }, services.control);
        return { content: [{ type: "text", text: status }] };
      }),
  );
}

/** Adds the tool that hands a message to an agent. */
export function addAgentTool(
  server: McpServer,
  services: McpServing,
  { id, description }: Agent,
): RegisteredTool {
  return server.registerTool(
    id,
    {
      description: description === "" ? `Asks the agent ${id}` : description,
      inputSchema: AgentCall,
      outputSchema: AgentAnswer,
    },
    ({ message, session_id, model }, context) =>
      refusable(() => {
        const options = { agent: id, ...(model !== undefined && { model }) };
        const place = session_id === undefined ? {} : { session_id };
        return call({ input: { text: message }, options, ...place }, services, context);
      }),
  );
}

/** Runs a turn to its end. A caller that cancels stops the run; a server that stops lets it go on later. */
async function call(
  input: z.input<typeof submitTurn.input>,
  { control, streams }: McpServing,
  context: ServerContext,
): Promise<CallToolResult> {
  const release = streams.slots.take("mcp");
  if (typeof release === "string") return failure("Too many calls are open; end some first");
  const { signal } = context.mcpReq;
  try {
    const { run_id, after } = await perform(submitTurn, { ...input, source: "mcp" }, control);
    const isOver = AbortSignal.any([signal, streams.draining]);
    try {
      await report({ run_id, after }, control, context, isOver);
    } catch (error) {
      if (!isOver.aborted) throw error;
      if (!signal.aborted) return failure(`The server stops; the run "${run_id}" goes on later`);
      await perform(interruptTurn, { run_id, reason: "Cancelled by the MCP client" }, control);
      return failure(`The run "${run_id}" was cancelled`);
    }
    return answer((await requireRun(control, run_id)).run);
  } finally {
    release();
  }
}

/** Tells the caller what the run does, where it asked to be told, until the run ends. */
async function report(
  followed: FollowedRun,
  control: McpServing["control"],
  { mcpReq }: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  let progress = 0;
  for await (const event of followRun(control, followed, signal)) {
    const message = progressOf(event);
    if (message === undefined || progressToken === undefined) continue;
    progress += 1;
    const params = { progressToken, progress, message };
    await mcpReq.notify({ method: "notifications/progress", params });
  }
}

function answer(run: RunState): CallToolResult {
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

/** What the runtime refuses is an answer that the calling model can learn from. */
async function refusable(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandError) return failure(error.message);
    throw error;
  }
}

function failure(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}
