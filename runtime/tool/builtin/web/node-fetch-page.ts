import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

import { builtinError } from "#runtime/tool/builtin/builtin-tool.ts";
import { checkedUrl } from "./checked-url.ts";
import {
  type AddressServices,
  type HostAddress,
  lookupOf,
  pinnedAddress,
} from "./node-pinned-address.ts";

const MAX_REDIRECTS = 3;
const MAX_BODY_BYTES = 5 * 1024 * 1024;

export interface FetchServices extends AddressServices {
  readonly ports: readonly number[];
}

/** What came of an address. */
export interface FetchedPage {
  readonly url: string;
  readonly status: number;
  readonly media_type: string;
  readonly charset: string;
  readonly body: Buffer;
  /** Whether there was more than what is kept. */
  readonly truncated: boolean;
}

/**
 * Fetches an address of the public internet (S13).
 *
 * F1 The connection goes to an address that was checked, whatever a resolver says a moment later.
 * F2 Each redirect is checked as the first address was; there are three at most.
 * F3 No cookie, credential or body is sent, and no more than 5 MB are kept, unpacked.
 */
export async function fetchPage(
  text: string,
  services: FetchServices,
  signal: AbortSignal,
): Promise<FetchedPage> {
  let url = checkedUrl(text, services.ports);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await get(url, await pinnedAddress(url, services), signal); // F1
    const { location } = response.headers;
    const status = response.statusCode ?? 0;
    if (status < 300 || status >= 400 || location === undefined) {
      return await pageOf(url, status, response);
    }
    response.destroy();
    url = checkedUrl(location, services.ports, url); // F2
  }
  const words = `"${text}" was sent on more than ${MAX_REDIRECTS} times`;
  throw builtinError("EXECUTION_ERROR", words);
}

function get(url: URL, address: HostAddress, signal: AbortSignal) {
  const lookup = lookupOf(address);
  const headers = {
    accept: "text/html, text/*, application/json;q=0.9, */*;q=0.1",
    "accept-encoding": "gzip, deflate, br",
    "user-agent": "uar-playground",
  };
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise<IncomingMessage>((resolve, reject) => {
    // `agent: false`: a connection that somebody left open leads where nobody checked now.
    const asked = request(url, { lookup, headers, signal, agent: false }, resolve);
    asked.on("error", (error) => reject(failure(url, error, signal)));
    asked.end();
  });
}

async function pageOf(url: URL, status: number, response: IncomingMessage): Promise<FetchedPage> {
  const [media = "", ...parameters] = (response.headers["content-type"] ?? "text/plain").split(";");
  const charset = parameters.map((one) => /^\s*charset="?([\w-]+)/i.exec(one)?.[1]).find(Boolean);
  const unpacked = unpack(response);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let truncated = false;
  try {
    for await (const chunk of unpacked) {
      // Without an encoding a stream gives bytes.
      const piece = chunk as Buffer;
      chunks.push(piece.subarray(0, MAX_BODY_BYTES - bytes));
      bytes += piece.length;
      truncated = bytes > MAX_BODY_BYTES;
      if (truncated) break; // F3
    }
  } catch (error) {
    throw failure(url, error);
  } finally {
    response.destroy();
  }
  const body = Buffer.concat(chunks);
  const media_type = media.trim().toLowerCase();
  return { url: url.href, status, media_type, charset: charset ?? "utf-8", body, truncated };
}

function unpack(response: IncomingMessage): Readable {
  const unpacker = unpackerFor(response.headers["content-encoding"] ?? "identity");
  if (unpacker === undefined) return response;
  response.on("error", (error) => unpacker.destroy(error));
  return response.pipe(unpacker);
}

function unpackerFor(encoding: string) {
  switch (encoding.trim().toLowerCase()) {
    case "gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    case "identity":
      return undefined;
    default:
      throw builtinError("EXECUTION_ERROR", `The answer is packed as "${encoding}"`);
  }
}

function failure(url: URL, error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof DOMException) return error;
  const words = error instanceof Error ? error.message : String(error);
  return builtinError("EXECUTION_ERROR", `"${url.href}" could not be fetched: ${words}`, error);
}
