import { expect, test } from "vitest";

import { formatCursor, parseCursor, parseMessageId } from "./cursor.ts";

test("a cursor reads back as it was written", () => {
  expect(parseCursor(formatCursor({ epoch: 3, sequence: 42 }))).toEqual({ epoch: 3, sequence: 42 });
});

test.each(["", "1", "1.", ".1", "a.b", "1.2.3", "-1.2"])("%j is no cursor", (text) => {
  expect(parseCursor(text)).toBeUndefined();
});

test("a message's id names its thread and its place", () => {
  expect(parseMessageId("th_1:2.7")).toEqual({
    thread_id: "th_1",
    cursor: { epoch: 2, sequence: 7 },
  });
  expect(parseMessageId("2.7")).toBeUndefined();
  expect(parseMessageId("th_1:x")).toBeUndefined();
});
