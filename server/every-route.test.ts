import { describe, expect, it } from "vitest";

import { ADMIN_PATH, PUBLIC_PATHS } from "./security/access.ts";
import { testApp } from "./test-app.ts";

/** More than any route takes, also of those that take files. */
const TOO_LARGE = 64 * 1024 * 1024;

interface Route {
  readonly method: string;
  readonly address: string;
}

const CHANGES: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Every route of the app with an address that meets it; middlewares are none. */
async function everyRoute() {
  const app = await testApp();
  const routes = app.app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => ({
      method,
      path,
      address: path.replaceAll(/:\w+(\{[^}]*\})?/g, "1"),
    }));
  return { app, routes: routes.filter(({ path }) => !PUBLIC_PATHS.includes(path)) };
}

/** The routes that do not answer with a status, as `METHOD address: status`. */
async function unlike(
  expected: number,
  routes: readonly Route[],
  ask: (route: Route) => Response | Promise<Response>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const route of routes) {
    const { status } = await ask(route);
    if (status !== expected) found.push(`${route.method} ${route.address}: ${status}`);
  }
  return found;
}

describe("every route", () => {
  it("takes one credential at one place: none in the query, another header, or a wrong scheme", async () => {
    const { app, routes } = await everyRoute();
    const { token } = app;

    const found = await Promise.all(
      [
        {},
        { "x-api-key": token },
        { authorization: `Basic ${token}` },
        { authorization: token },
        { authorization: `Bearer ${token}x` },
        { cookie: `token=${token}` },
      ].map((headers) =>
        unlike(401, routes, ({ method, address }) =>
          app.anonymous(`${address}?token=${token}&access_token=${token}`, { method, headers }),
        ),
      ),
    );

    expect(routes.length).toBeGreaterThan(100);
    expect(found.flat()).toEqual([]);
  });

  it("answers only for its own host", async () => {
    const { app, routes } = await everyRoute();

    const found = await unlike(421, routes, ({ method, address }) =>
      app.fetch(address, { method, headers: { host: "rebound.example" } }),
    );

    expect(found).toEqual([]);
  });

  it("refuses a change that another site makes a browser send, and a read that is no visit", async () => {
    const { app, routes } = await everyRoute();
    const changes = routes.filter(({ method }) => CHANGES.has(method));

    const byOrigin = await unlike(403, changes, ({ method, address }) =>
      app.fetch(address, { method, headers: { origin: "http://evil.example" } }),
    );
    const bySite = await unlike(403, routes, ({ method, address }) =>
      app.fetch(address, { method, headers: { "sec-fetch-site": "cross-site" } }),
    );

    expect([byOrigin, bySite]).toEqual([[], []]);
  });

  it("refuses a change with the cookie alone, from wherever", async () => {
    const { app, routes } = await everyRoute();
    const login = await app.anonymous(`/login?token=${app.token}`);
    const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
    const changes = routes.filter(({ method }) => CHANGES.has(method));

    const found = await unlike(403, changes, ({ method, address }) =>
      app.anonymous(address, { method, headers: { cookie } }),
    );

    expect(changes.length).toBeGreaterThan(30);
    expect(found).toEqual([]);
  });

  it("below the administrator's path takes no other token", async () => {
    const { app, routes } = await everyRoute();
    const ofAdmin = routes.filter(({ address }) => address.startsWith(ADMIN_PATH));

    const found = await unlike(401, ofAdmin, ({ method, address }) =>
      app.fetch(address, { method }),
    );

    expect(ofAdmin.length).toBeGreaterThan(4);
    expect(found).toEqual([]);
  });

  it("stops a body that is too large before it is read", async () => {
    const { app, routes } = await everyRoute();
    const changes = routes.filter(({ method }) => CHANGES.has(method));

    const found = await unlike(413, changes, ({ method, address }) => {
      const token = address.startsWith(ADMIN_PATH) ? app.adminToken : app.token;
      const headers = { authorization: `Bearer ${token}`, "content-length": String(TOO_LARGE) };
      return app.anonymous(address, { method, headers, body: "{" });
    });

    expect(found).toEqual([]);
  });

  it("says nothing of what an unknown id stands for: all are missing alike", async () => {
    const { app, routes } = await everyRoute();
    const ofIds = routes.filter(
      ({ method, path }) => method === "GET" && /^\/(?:runs|threads|ap|outputs)\/.*:/.test(path),
    );

    const found = await unlike(404, ofIds, ({ address }) => app.fetch(address));

    expect(ofIds.length).toBeGreaterThan(10);
    // An address that moved leads on, whatever the id.
    expect(found.filter((answer) => !answer.endsWith(": 302"))).toEqual([]);
  });
});
