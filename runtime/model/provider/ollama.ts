import { z } from "zod";

import { getJson, type JsonRequest } from "./get-json.ts";

const DEFAULT_ADDRESS = "http://127.0.0.1:11434";
const DEFAULT_PORT = "11434";

/**
 * Where Ollama listens, without the path of an API. Takes what `OLLAMA_HOST` may hold: a host, a host
 * with a port, a URL; `0.0.0.0` is where it is served, 127.0.0.1 is where it is found.
 */
export function ollamaAddress(host: string | undefined): string {
  if (host === undefined || host.trim() === "") return DEFAULT_ADDRESS;
  const withScheme = /^https?:\/\//.test(host) ? host : `http://${host}`;
  const url = URL.parse(withScheme);
  if (url === null) return DEFAULT_ADDRESS;
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.port === "" && url.protocol === "http:" && !/:80(?:\/|$)/.test(withScheme)) {
    url.port = DEFAULT_PORT;
  }
  return `${url.origin}${url.pathname}`.replace(/\/(?:v1\/?)?$/, "");
}

const Tags = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      details: z.object({ family: z.string().optional() }).optional(),
    }),
  ),
});

/** The chat models of a running Ollama, newest first as it lists them; undefined when none runs. */
export async function findOllamaModels(
  address: string,
  request: JsonRequest,
): Promise<readonly string[] | undefined> {
  const answer = Tags.safeParse(await getJson(`${address}/api/tags`, request));
  if (!answer.success) return undefined;
  return answer.data.models
    .filter((model) => !EMBEDDING.test(`${model.details?.family ?? ""} ${model.name}`))
    .map((model) => model.name);
}

/** Models that cannot talk stand in the same list. */
const EMBEDDING = /\bbert\b|embed/i;
