import { expect, test } from "vitest";

import { collapse } from "#runtime/model/answer-summary.ts";
import { createHttpDriver } from "#runtime/model/protocol/http-driver.ts";
import { PROTOCOLS } from "#runtime/model/protocol/protocols.ts";
import { collect } from "#runtime/model/testing/collect.ts";
import { connectionTo } from "#runtime/model/testing/connection-to.ts";
import { startModelServer } from "#runtime/model/testing/local-model-server.ts";
import { systemClock } from "#runtime/system-services.ts";
import { differences } from "./differences.ts";
import { readRecordings } from "./node-recordings.ts";
import { ExpectedAnswer, OUR_PROTOCOLS } from "./recording.ts";

const RECORDINGS = readRecordings(new URL("./own/", import.meta.url));

/** Small and odd, so that frames and characters are cut. */
const PIECE_BYTES = 61;

test("there is an own recording of each protocol", () => {
  const recorded = new Set(RECORDINGS.map(({ protocol }) => OUR_PROTOCOLS[protocol]));

  expect(recorded).toEqual(new Set(Object.keys(PROTOCOLS)));
});

test.for(RECORDINGS)("$name comes out the same over a real connection", async (recording) => {
  const { bytes, contentType, expected } = recording;
  await using server = await startModelServer((response) => {
    response.writeHead(200, { "content-type": contentType });
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      response.write(bytes.subarray(from, from + PIECE_BYTES));
    }
    response.end();
  });
  const name = OUR_PROTOCOLS[recording.protocol] ?? "chat";
  const connection = connectionTo(server, { protocol: name });
  const protocol = PROTOCOLS[name];

  const driver = createHttpDriver({ connection, protocol, model: "m", clock: systemClock });
  const summary = collapse(await collect(driver));

  expect(differences(summary, ExpectedAnswer.parse(expected))).toEqual([]);
});
