import { Client, type ElicitResult, SdkError, SdkErrorCode } from "@modelcontextprotocol/client";

import { APP_EXTENSION, APP_MEDIA_TYPE } from "./app-resource.ts";
import { isStdio, type McpServerConfig } from "./config.ts";
import { ELICITATION } from "./elicitation.ts";
import type { OpenTransport, TransportHooks } from "./transport.ts";

const CLIENT_INFO = { name: "uar-playground", version: "0.1.0" };
/** A child process that says nothing to the question for its version is taken for an old server. */
const PROBE_TIMEOUT_MS = 5_000;
/** The client has timers of its own; ours decide, so these never should. */
export const NEVER_MS = 2 ** 31 - 1;

export interface OpenClientOptions {
  readonly config: McpServerConfig;
  readonly hooks: TransportHooks;
  readonly openTransport: OpenTransport;
  readonly onToolsChanged: (client: Client) => void;
  readonly onClose: (client: Client) => void;
  readonly onError: (error: Error) => void;
  /** A server of a revision before 2026 asks a person something; it does not say for which call. */
  readonly onQuestion: (params: unknown, signal: AbortSignal) => Promise<ElicitResult>;
}

/**
 * Connects to a server in the newest protocol that both sides speak.
 * The transport is closed again when this fails or the signal is aborted.
 */
export async function openClient(options: OpenClientOptions, signal: AbortSignal): Promise<Client> {
  try {
    return await connect(options, "auto", signal);
  } catch (error) {
    signal.throwIfAborted();
    // Some old servers end on a question that they do not know; those get the old greeting at once.
    const isOldServer =
      error instanceof SdkError && error.code === SdkErrorCode.EraNegotiationFailed;
    if (!isOldServer || !isStdio(options.config)) throw error;
    return connect(options, "legacy", signal);
  }
}

async function connect(
  { config, hooks, openTransport, onToolsChanged, onClose, onError, onQuestion }: OpenClientOptions,
  mode: "auto" | "legacy",
  signal: AbortSignal,
): Promise<Client> {
  const transport = openTransport(config, hooks);
  const client = new Client(CLIENT_INFO, {
    capabilities: {
      elicitation: ELICITATION,
      extensions: { [APP_EXTENSION]: { mimeTypes: [APP_MEDIA_TYPE] } },
    },
    inputRequired: { autoFulfill: false },
    versionNegotiation: { mode, probe: isStdio(config) ? { timeoutMs: PROBE_TIMEOUT_MS } : {} },
    listChanged: { tools: { autoRefresh: false, onChanged: () => onToolsChanged(client) } },
  });
  client.setRequestHandler("elicitation/create", ({ params }, { mcpReq }) =>
    onQuestion(params, mcpReq.signal),
  );
  // The transport's own report comes before the client has taken over, too.
  transport.onerror = onError;
  client.onclose = () => onClose(client);
  const stop = () => {
    transport.close().catch(onError);
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    await client.connect(transport, { timeout: NEVER_MS, signal });
    signal.throwIfAborted();
    return client;
  } catch (error) {
    await transport.close();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
