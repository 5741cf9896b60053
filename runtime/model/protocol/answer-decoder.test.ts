import { expect, test } from "vitest";

import { SOMEONE } from "#runtime/model/testing/read-frames.ts";
import { createAnswerDecoder } from "./answer-decoder.ts";
import { responsesProtocol } from "./responses/responses-protocol.ts";

function breakOffAfter(frame: object): unknown {
  const decoder = createAnswerDecoder(responsesProtocol, "text/event-stream", SOMEONE);
  const events = decoder.feed(new TextEncoder().encode(`data: ${JSON.stringify(frame)}\n\n`));
  return [...events, ...decoder.breakOff(new Error("terminated"))].at(-1);
}

test.each([
  ["what the provider said was wrong", { type: "error", message: "Busy" }, { code: "server" }],
  [
    "that nothing was missing",
    { type: "response.completed", response: { status: "completed", output: [] } },
    { type: "done" },
  ],
  [
    "the break itself where nothing was said",
    { type: "response.created", response: {} },
    { code: "stream_truncated" },
  ],
])("a connection that breaks leaves %s", (_name, frame, last) => {
  expect(breakOffAfter(frame)).toMatchObject(last);
});
