import type { Connection } from "./connection.ts";
import type { JsonRequest } from "./get-json.ts";
import { askModels } from "./list-models.ts";
import { findOllamaModels } from "./ollama.ts";

/**
 * Finds out what an unknown server speaks whose base URL is only a host: it is asked for its models
 * where servers keep them. A server that does not say is taken as it was given.
 */
export async function settleAddress(
  connection: Connection,
  request: JsonRequest,
): Promise<Connection> {
  if ((await askModels(connection, request)) !== undefined) return connection;
  const v1 = { ...connection, baseUrl: `${connection.baseUrl}/v1` };
  if ((await askModels(v1, request)) !== undefined) return v1;
  const tags = await findOllamaModels(connection.baseUrl, request);
  return tags === undefined ? connection : { ...connection, protocol: "ollama" };
}
