import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

import { BUNDLE_DIR, PUBLIC_DIR } from "./assets.ts";
import { healthRoutes } from "./health.ts";
import { actionPages } from "./pages/action-pages.ts";
import { apiPages } from "./pages/api-pages.ts";
import { agentPages } from "./pages/agent-pages.ts";
import { branchPages } from "./pages/branch-pages.ts";
import { bundlePages } from "./pages/bundle-pages.ts";
import { chatPages } from "./pages/chat-pages.ts";
import { comparePages } from "./pages/compare-pages.ts";
import { deleteAgentPages } from "./pages/delete-agent-pages.ts";
import { docsPages } from "./pages/docs-pages.ts";
import { evidencePages } from "./pages/evidence-pages.ts";
import { exportPages } from "./pages/export-pages.ts";
import { forkPages } from "./pages/fork-pages.ts";
import { goPages } from "./pages/go-pages.ts";
import { importAgentPages } from "./pages/import-agent-pages.ts";
import { importPages } from "./pages/import-pages.ts";
import { inspectorPages } from "./pages/inspector-pages.ts";
import { labPages } from "./pages/lab-pages.ts";
import { memoryPages } from "./pages/memory-pages.ts";
import { partPages } from "./pages/part-pages.ts";
import { permissionPages } from "./pages/permission-pages.ts";
import { processPages } from "./pages/process-pages.ts";
import { replayPages } from "./pages/replay-pages.ts";
import { runPages } from "./pages/run-pages.ts";
import { morePages } from "./pages/more-pages.ts";
import { settingsPages } from "./pages/settings-pages.ts";
import { sessionPages } from "./pages/session-pages.ts";
import { artifactPages } from "./pages/artifact-pages.ts";
import { signInPages } from "./pages/sign-in-pages.ts";
import { skillPages } from "./pages/skill-pages.ts";
import { taskPages } from "./pages/task-pages.ts";
import { toolPages } from "./pages/tool-pages.ts";
import { themePages } from "./pages/theme-pages.ts";
import { a2aProblem } from "./protocol/a2a/a2a-error.ts";
import { a2aRoutes } from "./protocol/a2a/a2a-routes.ts";
import { agUiRoutes } from "./protocol/ag-ui/agent-routes.ts";
import { chatRoutes } from "./protocol/ai-sdk-ui/chat-routes.ts";
import { attachmentUpload } from "./protocol/attachment-upload.ts";
import { controlPlane } from "./protocol/control-plane.ts";
import { madeTests } from "./protocol/made-tests.ts";
import { openaiProtocols } from "./protocol/openai/openai-protocols.ts";
import { openaiProblem } from "./protocol/openai/protocol-error.ts";
import {
  AGENT_PROTOCOL_BASE,
  agentProtocol,
  agentProtocolProblem,
} from "./protocol/agent-protocol/agent-protocol.ts";
import { mcpProblem, mcpRoutes } from "./protocol/mcp/mcp-routes.ts";
import { pluto } from "./protocol/pluto/pluto.ts";
import { openApiRoutes } from "./protocol/openapi/openapi-routes.ts";
import { outputData } from "./protocol/output-data.ts";
import { runExports } from "./protocol/run-exports.ts";
import { runData } from "./protocol/run-data.ts";
import { seedChat } from "./protocol/seed-chat.ts";
import { requestLog } from "./request-log.ts";
import { requireAccess } from "./security/access.ts";
import { problemsAs } from "./security/problem-shape.ts";
import type { AppEnv } from "./security/app-env.ts";
import { securityHeaders } from "./security/headers.ts";
import { requireKnownHost } from "./security/host.ts";
import { limitBody } from "./security/limits.ts";
import { loginRoutes } from "./security/login.ts";
import { requireOwnOrigin } from "./security/origin.ts";
import { lastErrorHandler, notFound } from "./security/problem.ts";
import type { AppServices } from "./services.ts";

type Routes = (services: AppServices) => Hono<AppEnv>;

/** What answers with data: our own APIs and those of the protocols that others speak. */
const PROTOCOLS: readonly Routes[] = [
  controlPlane,
  seedChat,
  openaiProtocols,
  chatRoutes,
  agUiRoutes,
  a2aRoutes,
  runExports,
  runData,
  madeTests,
  outputData,
  attachmentUpload,
  mcpRoutes,
  agentProtocol,
  pluto,
  openApiRoutes,
];

/** What answers with views. */
const PAGES: readonly Routes[] = [
  chatPages,
  partPages,
  branchPages,
  sessionPages,
  actionPages,
  processPages,
  permissionPages,
  agentPages,
  deleteAgentPages,
  importAgentPages,
  toolPages,
  signInPages,
  settingsPages,
  taskPages,
  artifactPages,
  memoryPages,
  skillPages,
  labPages,
  docsPages,
  morePages,
  goPages,
  runPages,
  importPages,
  exportPages,
  inspectorPages,
  comparePages,
  evidencePages,
  forkPages,
  replayPages,
  bundlePages,
];

/** Where refusals are said in the words of a protocol; elsewhere they are problem+json. */
const REFUSALS: readonly (readonly [path: string, Parameters<typeof problemsAs>[0]])[] = [
  ["/v1/*", openaiProblem],
  ["/a2a/*", a2aProblem],
  ["/mcp", mcpProblem],
  [`${AGENT_PROTOCOL_BASE}/*`, agentProtocolProblem],
];

/** All routes of the server, in the order in which a request meets them. No side effects. */
export function createApp(services: AppServices): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.onError(
    lastErrorHandler((error, incident) => services.logger.error({ err: error, incident })),
  );
  app.notFound(notFound);

  app.use(requestLog(services.logger, services.control.clock));
  app.use((c, next) => {
    c.set("assets", services.assets("chat"));
    return next();
  });
  app.use(securityHeaders());
  for (const [path, shape] of REFUSALS) app.use(path, problemsAs(shape));
  app.use(requireKnownHost());
  app.use(requireOwnOrigin());
  app.use(requireAccess(services.token, { adminToken: services.adminToken }));
  app.use(limitBody());

  app.use("/assets/*", serveStatic({ root: BUNDLE_DIR }));
  app.use("/icon.svg", serveStatic({ root: PUBLIC_DIR }));
  app.route("/", healthRoutes(services));
  app.route("/", loginRoutes(services.token));
  for (const routes of [...PROTOCOLS, ...PAGES]) app.route("/", routes(services));
  app.route(
    "/",
    apiPages(services, (request, c) => app.fetch(request, c.env)),
  );
  app.route("/", themePages());
  return app;
}
