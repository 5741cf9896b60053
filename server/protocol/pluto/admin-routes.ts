import type { Context } from "hono";
import { z } from "zod";

import { keepAgent } from "#runtime/control/agents.ts";
import { type ApiRoute, apiRoute } from "#server/protocol/openapi/api-route.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import { archiveResponse, packedAgent, textFiles, unpacked } from "./agent-archive.ts";
import { nameOf, optional, requireAgent } from "./agent-routes.ts";
import { nameInYaml } from "./name-in-yaml.ts";
import { WEBHOOK_ROUTES } from "./webhook-routes.ts";

const GZIP = "application/gzip";

const Files = z.record(z.string().min(1), z.string());

/** What only an administrator may do: the commands on agents' files, whatever keeps them, and webhooks. */
export const ADMIN_ROUTES: readonly ApiRoute[] = [
  apiRoute({
    method: "post",
    path: "/admin/agents",
    operation_id: "putAgent",
    summary: "Makes an agent of an agent.yaml, in place of the one of the same name",
    takes: "application/yaml",
    answer: z.unknown(),
    async run({ c }, services) {
      const text = await sentYaml(c);
      const input = { agent: nameInYaml(text), files: { "agent.yaml": text } };
      return optional("put_agent", input, services);
    },
  }),
  apiRoute({
    method: "delete",
    path: "/admin/agents/:name",
    operation_id: "deleteAgent",
    summary: "Takes away an agent that was deployed or imported, and what it remembers where asked",
    query: z.strictObject({
      memory: z.enum(["keep", "delete"]).exactOptional().describe("Its memory; kept by itself"),
    }),
    answer: z.unknown(),
    run: ({ params, query }, services) =>
      optional("delete_agent", { agent: nameOf(params), ...query }, services),
  }),
  apiRoute({
    method: "post",
    path: "/admin/reload",
    operation_id: "reloadAgents",
    summary: "Looks at the files of all agents anew",
    answer: z.unknown(),
    run: (_asked, services) => optional("reload_agents", {}, services),
  }),
  apiRoute({
    method: "get",
    path: "/admin/agents/:name/export",
    operation_id: "exportAgent",
    summary: "An agent as the files of its folder, or packed as .tar.gz, fit to be imported",
    query: z.strictObject({ format: z.enum(["json", "tar.gz"]).default("json") }),
    answer: z.object({ agent: z.string(), files: Files }),
    gives: GZIP,
    async run({ params, query }, services) {
      const packed = packedAgent(requireAgent(params, services.control), services);
      if (query.format === "tar.gz") return archiveResponse(packed, services);
      return { agent: packed.name, files: textFiles(packed) };
    },
  }),
  apiRoute({
    method: "post",
    path: "/admin/agents/import",
    operation_id: "importAgent",
    summary: "Makes an agent of exported files or of a package, which may get another name",
    query: z.strictObject({
      name: z.string().min(1).exactOptional().describe("Another name for a package"),
    }),
    body: z.strictObject({ agent: z.string().min(1), files: Files }),
    takes: GZIP,
    answer: z.unknown(),
    async run({ c, query, body }, services) {
      if (!isGzip(c)) return optional("put_agent", body, services);
      const archive = new Uint8Array(await c.req.arrayBuffer());
      return keepAgent(await unpacked(archive, query.name), services.control);
    },
  }),
  ...WEBHOOK_ROUTES,
];

function isGzip(c: Context<AppEnv>): boolean {
  return c.req.header("content-type")?.startsWith(GZIP) === true;
}

const YAML = /^(?:application|text)\/(?:x-)?yaml\s*(?:;|$)/;

async function sentYaml(c: Context<AppEnv>): Promise<string> {
  const type = c.req.header("content-type") ?? "";
  if (YAML.test(type)) return c.req.text();
  throw new ProblemError({
    status: 415,
    code: "unsupported_media_type",
    title: "Body is not YAML",
    detail: `The body has the content type ${JSON.stringify(type)}`,
    fix: "Send the agent.yaml with Content-Type: application/yaml",
  });
}
