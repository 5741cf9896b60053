import { Hono } from "hono";
import { expect, test } from "vitest";

import type { AppEnv } from "#server/security/app-env.ts";
import { lastErrorHandler } from "#server/security/problem.ts";
import { askedPlace, parsePlace, partialPlaceId, placeId } from "./cursor.ts";

test("parsePlace() reads what placeId() writes", () => {
  expect(parsePlace(placeId(3, 42))).toEqual({ epoch: 3, sequence: 42, delivered: 0 });
});

test("parsePlace() takes a place inside an event as before it, with the messages it gave", () => {
  expect(parsePlace(partialPlaceId(3, 42, 2))).toEqual({ epoch: 3, sequence: 41, delivered: 2 });
});

const GARBAGE = [
  "",
  "abc",
  "1",
  "1.",
  ".1",
  "-1.5",
  "1.-5",
  "1.5.0",
  "1.0.1",
  "1.2.3.4",
  "01.5",
  "1.05",
  "1e3.5",
  "1.5\0",
  "1,5",
  " 1.5",
  "1.5\n",
  "١.٥",
  "0x1.5",
  "NaN.NaN",
  "1.9007199254740993",
  `1.${"9".repeat(400)}`,
  "__proto__.1",
];

test.each(GARBAGE)("parsePlace() refuses %j and says how to fix it", (text) => {
  expect(() => parsePlace(text)).toThrow(
    expect.objectContaining({
      problem: expect.objectContaining({ status: 400, code: "bad_cursor" }),
    }),
  );
});

test("A refused cursor is quoted, and cut when it is long", () => {
  expect(() => parsePlace("1.9\0")).toThrow(String.raw`"1.9\u0000"`);
  expect(() => parsePlace("9".repeat(400))).toThrow(`"${"9".repeat(40)}…"`);
});

const app = new Hono<AppEnv>();
app.onError(lastErrorHandler(() => {}));
app.get("/", (c) => c.json(askedPlace(c) ?? null));

test.each([
  ["neither", "/", {}, null],
  ["after alone", "/?after=1.5", {}, { epoch: 1, sequence: 5, delivered: 0 }],
  ["the header alone", "/", { "last-event-id": "1.7" }, { epoch: 1, sequence: 7, delivered: 0 }],
  ["both", "/?after=1.5", { "last-event-id": "1.7" }, { epoch: 1, sequence: 7, delivered: 0 }],
  [
    "an empty header",
    "/?after=1.5",
    { "last-event-id": "" },
    { epoch: 1, sequence: 5, delivered: 0 },
  ],
])(
  "With %s the stream goes on where it says; the header wins",
  async (_what, url, headers, place) => {
    const response = await app.request(url, { headers: { ...headers } });

    expect(await response.json()).toEqual(place);
  },
);

test.each([
  ["/?after=", {}],
  ["/?after=1.5&after=1.6", {}],
  ["/?after=1.5", { "last-event-id": "x" }],
  ["/", { "last-event-id": "1.5, 1.6" }],
  ["/?after=1.5%00", {}],
])("%s with %j is a bad request", async (url, headers) => {
  const response = await app.request(url, { headers: { ...headers } });

  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ code: "bad_cursor", fix: expect.any(String) });
});
