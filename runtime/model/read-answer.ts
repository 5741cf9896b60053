import type { Clock } from "#runtime/services.ts";
import { type AnswerSummary, collapse } from "./answer-summary.ts";
import { cassetteFetch } from "./cassette/cassette-fetch.ts";
import { isCassette, readCassette } from "./cassette/read-cassette.ts";
import type { NormalizedEvent } from "./normalized-event.ts";
import { createHttpDriver } from "./protocol/http-driver.ts";
import type { Protocol } from "./protocol/protocol.ts";

/** An answer that was kept: a body as a provider sent it, or a cassette. */
export interface CapturedAnswer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly protocol: Protocol;
  /** Whose words the errors are. */
  readonly provider: string;
  readonly clock: Clock;
}

/**
 * What our driver makes of a captured answer. What is wrong with the answer is in `errors`; rejects
 * with CassetteError for a broken cassette. Of several exchanges in a cassette the last one counts.
 */
export async function readAnswer(captured: CapturedAnswer): Promise<AnswerSummary> {
  const { bytes, protocol, provider, clock } = captured;
  const fetch = isCassette(bytes)
    ? cassetteFetch(readCassette(bytes), { pace: "instant" })
    : bodyFetch(bytes, protocol);
  const driver = createHttpDriver({
    connection: {
      provider,
      baseUrl: NOWHERE,
      driver: "http",
      protocol: protocol.name,
      auth: "none",
      headers: {},
      fetch,
    },
    protocol,
    model: "captured",
    clock,
  });
  const events: NormalizedEvent[] = [];
  const request = { messages: [], tools: [] };
  for await (const batch of driver.stream(request, new AbortController().signal)) {
    for (const event of batch) events.push(event); // a whole file may be one batch: too many to spread
  }
  return collapse(events);
}

/** The reserved name of a host that there is not (RFC 2606): nothing is ever sent. */
const NOWHERE = "http://captured.invalid";

function bodyFetch(bytes: Uint8Array<ArrayBuffer>, { framing }: Protocol): typeof globalThis.fetch {
  const headers = { "content-type": isPage(bytes) ? "text/html" : CONTENT_TYPE[framing] };
  return async () => new Response(bytes, { headers });
}

const CONTENT_TYPE = { sse: "text/event-stream", ndjson: "application/x-ndjson" } as const;

/** A page that a proxy put in the place of an answer. */
function isPage(bytes: Uint8Array): boolean {
  return /^\s*<(?:!doctype|html)/i.test(new TextDecoder().decode(bytes.subarray(0, 256)));
}
