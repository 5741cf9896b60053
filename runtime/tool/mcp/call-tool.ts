import {
  type CallToolResult,
  type Client,
  isInputRequiredResult,
  type Progress,
  SdkError,
  SdkErrorCode,
} from "@modelcontextprotocol/client";

import type { Json } from "#runtime/event/shared.ts";
import type { ToolOutput } from "#runtime/event/tool.ts";
import { isObject } from "#runtime/tool/json-object.ts";
import { SourceFailure } from "#runtime/tool/source-failure.ts";
import { ToolError, type ToolContext } from "#runtime/tool/tool.ts";
import { type AppCall, appDocument } from "./app-document.ts";
import { appUri, readApp } from "./app-resource.ts";
import { judge } from "./call-judgement.ts";
import { readResult } from "./call-result.ts";
import type { McpConnection } from "./connection.ts";
import { fulfil } from "./elicitation.ts";
import { NEVER_MS } from "./open-client.ts";
import type { RemoteTool } from "./remote-tool.ts";

/** Where a server finds the key that is the same for each attempt of one call (D3). */
const IDEMPOTENCY_META_KEY = "uar/idempotency_key";
/** Pages are made for more than a line of text; the view has its own bounds. */
const APP_HEIGHT_PX = 480;
const HEADERS_HINT = 'Check its "headers"';
const SIGN_IN_HINT = "Sign in on its page under Tools";
/** Rounds in which a server may ask for more before it is done. */
const MAX_ROUNDS = 20;
const ENDING = "Does not answer: ending its process";

/**
 * Calls a tool of a server. Throws a ToolError for what the server has against the call, and a
 * SourceFailure if the server is to blame. A call is made a second time only if the first one
 * never reached the server. A cancelled call ends when the server is known to have heard of it.
 */
export async function callTool(
  connection: McpConnection,
  tool: RemoteTool,
  args: Record<string, Json>,
  context: ToolContext,
): Promise<ToolOutput> {
  const release = connection.occupy(context.ask);
  try {
    return await attempt(connection, tool, args, context);
  } finally {
    release();
  }
}

async function attempt(
  connection: McpConnection,
  tool: RemoteTool,
  args: Record<string, Json>,
  context: ToolContext,
): Promise<ToolOutput> {
  for (let mayRepeat = true; ; mayRepeat = false) {
    const client = await connection.need();
    context.signal.throwIfAborted();
    let result: CallToolResult;
    try {
      result = await request(client, tool, args, { ...context, server: connection.name });
    } catch (error) {
      if (context.signal.aborted) {
        await connection.settleCancelled(client, () => context.progress({ message: ENDING }));
      }
      context.signal.throwIfAborted();
      await settle(connection, client, error, mayRepeat);
      continue;
    }
    connection.answered();
    const output = readResult(result);
    const page = await showApp(connection, client, tool, { arguments: args, result }, context);
    return page === undefined ? output : withDetail(output, page);
  }
}

/**
 * Puts the page of a result into the log as a bundle, and tells what came of it for the details of the result;
 * undefined where the result has no page. The call is done: a page that cannot be had changes nothing of it.
 */
async function showApp(
  connection: McpConnection,
  client: Client,
  { name, title, listed }: RemoteTool,
  call: AppCall,
  context: ToolContext,
): Promise<Record<string, Json> | undefined> {
  const uri = appUri(listed, call.result);
  if (uri === undefined || context.tool_call_id === undefined) return undefined;
  try {
    const content = appDocument(await readApp(client, uri, context.signal), call);
    const artifact_id = context.tool_call_id.replace(/^[^_]*/, "art");
    const payload = {
      kind: "bundle",
      name: `${uri} ${artifact_id}`,
      version: 1,
      title: title ?? name,
      media_type: "text/html",
      content,
      height: APP_HEIGHT_PX,
    } as const;
    context.record({ type: "artifact.changed", artifact_id, payload });
    return { uri, artifact_id };
  } catch (error) {
    return { uri, problem: connection.describe(error) };
  }
}

function withDetail({ content, details }: ToolOutput, page: Record<string, Json>): ToolOutput {
  const known = details !== undefined && isObject(details) ? details : {};
  return { content, details: { ...known, page } };
}

/** Makes a call, again with the answers of the person as long as the server asks for some (2026-07-28). */
async function request(
  client: Client,
  { name, listed }: RemoteTool,
  args: Record<string, Json>,
  context: ToolContext & { readonly server: string },
): Promise<CallToolResult> {
  const { signal, idempotency_key } = context;
  const params = { name, arguments: args, _meta: { [IDEMPOTENCY_META_KEY]: idempotency_key } };
  // Without its output schema, a result that breaks it is kept: what was done is not undone.
  const { outputSchema: _, ...toolDefinition } = listed;
  const onprogress = (update: Progress) => context.progress(known(update));
  const options = { signal, timeout: NEVER_MS, onprogress, toolDefinition };
  let told = {};
  for (let round = 0; round <= MAX_ROUNDS; round += 1) {
    const asked = { ...options, allowInputRequired: true };
    const result: unknown = await client.callTool({ ...params, ...told }, asked);
    // Whatever asks for nothing was read by the client as the result of a call.
    if (!isInputRequiredResult(result)) return result as CallToolResult;
    const { requestState } = result;
    const inputResponses = await fulfil(
      result,
      { server: context.server, ask: context.ask },
      signal,
    );
    told = { inputResponses, ...(requestState !== undefined && { requestState }) };
  }
  const message = `It still asks for answers after ${MAX_ROUNDS} rounds`;
  throw new SdkError(SdkErrorCode.InputRequiredRoundsExceeded, message);
}

/** Returns when the call may be made again, and throws when it may not. */
async function settle(
  connection: McpConnection,
  client: Client,
  error: unknown,
  mayRepeat: boolean,
): Promise<void> {
  const reason = connection.describe(error);
  const blame = (code: string, problem: string, hint?: string) =>
    new SourceFailure(`The MCP server "${connection.name}" ${problem}: ${reason}`, {
      reason: "error",
      code,
      cause: error,
      ...(hint !== undefined && { hint }),
    });
  const hint = connection.canSignIn ? SIGN_IN_HINT : HEADERS_HINT;
  switch (judge(error)) {
    case "rejected":
      connection.answered();
      throw new ToolError(reason);
    case "unreadable":
      throw blame("bad_result", "gave an answer that cannot be read");
    case "asks_back":
      throw blame("asks_back", "asks for something that nobody here can give it");
    case "forbidden":
      throw blame("server_forbidden", "does not let us in", HEADERS_HINT);
    case "needs_more":
      throw blame("needs_sign_in", "does not let us do that", hint);
    case "needs_sign_in":
      await connection.drop(client, error);
      throw blame("needs_sign_in", "does not let us in", hint);
    case "lost":
      await connection.drop(client, error);
      throw connection.lost(error);
    case "not_sent":
      await connection.drop(client, error);
      if (!mayRepeat) throw connection.unavailable(reason);
  }
}

function known({ progress, total, message }: Progress) {
  return {
    progress,
    ...(total !== undefined && { total }),
    ...(message !== undefined && { message }),
  };
}
