import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { expect, test } from "vitest";

import type { AppEnv } from "./app-env.ts";
import { lastErrorHandler, notFound, ProblemError } from "./problem.ts";

const reported: { error: Error; incident: string }[] = [];
const secret = new Error("ENOENT /home/me/secret.key");

const app = new Hono<AppEnv>();
app.onError(lastErrorHandler((error, incident) => reported.push({ error, incident })));
app.notFound(notFound);
app.get("/broken", () => {
  throw secret;
});
app.get("/refused", () => {
  throw new ProblemError({
    status: 409,
    code: "already_decided",
    title: "Already decided",
    detail: 'Action "<b>" was allowed',
    fix: "Nothing is left to do",
  });
});
app.get("/hono", () => {
  throw new HTTPException(400, { message: "inner words" });
});

test("A problem that we state goes out whole", async () => {
  const response = await app.request("/refused");

  expect(response.status).toBe(409);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toEqual({
    type: "urn:uar:problem:already_decided",
    status: 409,
    code: "already_decided",
    title: "Already decided",
    detail: 'Action "<b>" was allowed',
    fix: "Nothing is left to do",
  });
});

test("A person gets the same as a page, with its text as text", async () => {
  const response = await app.request("/refused", { headers: { accept: "text/html" } });
  const page = await response.text();

  expect(response.status).toBe(409);
  expect(page).toContain("<h1>Already decided</h1>");
  expect(page).toContain("Action &quot;&lt;b&gt;&quot; was allowed.");
});

test("An error that nobody planned for shows nothing of itself, and is reported whole", async () => {
  const response = await app.request("/broken");
  const body = await response.text();

  expect(response.status).toBe(500);
  expect(body).not.toContain("secret");
  expect(reported).toEqual([{ error: secret, incident: expect.any(String) }]);
  expect(body).toContain(reported[0]?.incident);
});

test("An error of the framework keeps its status and none of its words", async () => {
  const response = await app.request("/hono");

  expect(response.status).toBe(400);
  expect(await response.text()).not.toContain("inner words");
});

test("An unknown address is quoted", async () => {
  const response = await app.request("/no/where");

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    code: "not_found",
    detail: 'No page or API is at "/no/where"',
  });
});
