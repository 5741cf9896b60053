import { expect, test } from "vitest";

import { rendered } from "#views/rendered.ts";
import { exchangesView, readExchanges } from "./wire-exchange.ts";

const HEAD = {
  cassette: 1,
  request: { method: "POST", path: "/v1/chat/completions", body: '{"model":"<m>"}' },
  response: { status: 200, headers: {}, ms: 4 },
};

function recording(...lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function decoded(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

test("a recording is the request as sent and the bytes as they came", () => {
  const [exchange, ...rest] = readExchanges(
    recording(
      HEAD,
      { ms: 5, text: "data: 1\n\n" },
      { ms: 6, text: "data: 2\n\n" },
      { end: "whole", ms: 7 },
    ),
  );

  expect(rest).toEqual([]);
  expect(exchange).toMatchObject({
    asked: "POST /v1/chat/completions",
    sent: '{"model":"<m>"}',
    status: 200,
  });
  expect(decoded(exchange?.received)).toBe("data: 1\n\ndata: 2\n\n");
  expect(exchange).not.toHaveProperty("trouble");
});

test("a character that was cut between two chunks is whole again", () => {
  const bytes = new TextEncoder().encode("é");
  const [first, second] = [bytes.slice(0, 1), bytes.slice(1)].map((part) =>
    btoa(String.fromCharCode(...part)),
  );

  const [exchange] = readExchanges(
    recording(HEAD, { ms: 1, base64: first }, { ms: 2, base64: second }),
  );

  expect(decoded(exchange?.received)).toBe("é");
});

test.each([
  [{ end: "cut", ms: 1 }, "It was cut short on our side"],
  [{ end: "broken", ms: 1, error: "ECONNRESET" }, "The connection broke: ECONNRESET"],
  [{ ms: 1, text: "" }, "It goes on"],
])("an exchange that ended as %j says so", (line, words) => {
  expect(readExchanges(recording(HEAD, line))[0]?.trouble).toBe(words);
});

test("every exchange of a step is there, and half a line at the end does no harm", () => {
  const text = recording(HEAD, { end: "whole", ms: 1 }, HEAD, { end: "whole", ms: 1 });

  expect(readExchanges(`${text}{"ms":3,"te`)).toHaveLength(2);
});

test("what providers send is text to the page, never markup", async () => {
  const html = await rendered(
    exchangesView(readExchanges(recording(HEAD, { ms: 1, text: "<script>alert(1)</script>" }))),
  );

  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).not.toContain("<script>");
});

test("of a long answer the first 64 KB are shown, and how much is missing", async () => {
  const html = await rendered(
    exchangesView(readExchanges(recording(HEAD, { ms: 1, text: "x".repeat(70_000) }))),
  );

  expect(html).toContain("… and 4.5 kB more");
  expect(/x{100,}/.exec(html)?.[0]).toHaveLength(64 * 1024);
});
