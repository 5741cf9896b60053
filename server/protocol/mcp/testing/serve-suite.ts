import { Hono } from "hono";

import { mcpRoutes } from "#server/protocol/mcp/mcp-routes.ts";
import { requireAccess } from "#server/security/access.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { requireKnownHost } from "#server/security/host.ts";
import { limitBody } from "#server/security/limits.ts";
import { requireOwnOrigin } from "#server/security/origin.ts";
import { serveLetIn, type TestServer } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";
import { suiteServer } from "./suite-server.ts";

/** `/mcp` behind the guards of the app, on a socket, for a suite that cannot send a token of its own. */
export async function serveSuite(): Promise<TestServer> {
  const { services, token } = await testApp();
  const guarded = new Hono<AppEnv>();
  guarded.use(requireKnownHost());
  guarded.use(requireOwnOrigin());
  guarded.use(requireAccess(token, { adminToken: services.adminToken }));
  guarded.use(limitBody());
  guarded.route("/", mcpRoutes(services, suiteServer()));
  return serveLetIn(guarded, token);
}
