import { Hono, type Context } from "hono";

import { callTool } from "#runtime/control/call-tool.ts";
import { CommandError } from "#runtime/control/command.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { requireRun } from "#runtime/control/find-thread.ts";
import { getToolInventory } from "#runtime/control/get-tool-inventory.ts";
import type { Verdict } from "#runtime/event/permission.ts";
import { readDirectCall } from "#runtime/model/direct/direct-call.ts";
import type { Tool } from "#runtime/tool/tool.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { placeId } from "#server/sse/cursor.ts";
import type { RefusedCall } from "#views/tools/argument-form.ts";
import type { PastCall } from "#views/tools/last-calls.ts";
import { serverPage } from "#views/tools/server-page.ts";
import { toolPage } from "#views/tools/tool-page.ts";
import { shortName, toolAddress } from "#views/tools/tool-place.ts";
import { toolsPage, type ToolServer } from "#views/tools/tools-page.ts";
import { type Trial, trialView } from "#views/tools/trial-view.ts";
import { urls } from "#views/urls.ts";
import { argumentsOf, type CallBody, callForm, readCall } from "./call-form.ts";
import { html, pageFrame, wantsFragment } from "./page.ts";

const MAX_LAST_CALLS = 10;

/** The inventory of tools, how their servers are, and calls by hand. Each works as a plain form. */
export function toolPages(services: AppServices): Hono<AppEnv> {
  const { control, mcp } = services;
  const routes = new Hono<AppEnv>();

  routes.get("/tools", async (c) => {
    const frame = await pageFrame(c, services, "pages");
    return html(c, toolsPage({ ...frame, servers: serversOf(services) }));
  });

  routes.get("/tools/:server", async (c) => {
    const server = serversOf(services).find(({ name }) => name === c.req.param("server"));
    if (server === undefined) throw notThere(`There is no server "${c.req.param("server")}"`);
    return html(c, serverPage({ ...(await pageFrame(c, services, "pages")), server }));
  });

  routes.post("/tools/:server", async (c) => {
    const name = c.req.param("server");
    if (!(await mcp.reconnect(name))) throw notThere(`There is no MCP server "${name}"`);
    return c.redirect(urls.toolServer(name), 303);
  });

  routes.get("/tools/:server/:tool", async (c) => {
    const tool = requireTool(services, c.req.param());
    const trial = await trialOf(services, tool, c.req.query("run"));
    if (wantsFragment(c) && trial !== undefined) return html(c, trialView(trial));
    return answerTool(c, services, tool, { ...(trial !== undefined && { trial }) });
  });

  routes.post("/tools/:server/:tool/calls", async (c) => {
    const tool = requireTool(services, c.req.param());
    const body = await readCall(c);
    const read = argumentsOf(tool, body);
    const { agent, idempotency_key } = body;
    try {
      if (typeof read === "string") throw new CommandError("invalid_input", read);
      const input = {
        tool: tool.name,
        arguments: read,
        ...(agent && { agent }),
        ...(idempotency_key && { idempotency_key }),
      };
      const { run_id } = await perform(callTool, input, control);
      return c.redirect(`${urls.tool(tool.source, shortName(tool), { run: run_id })}#trial`, 303);
    } catch (cause) {
      const isRefused = cause instanceof CommandError && cause.code === "invalid_input";
      if (!isRefused) return asProblem(Promise.reject(cause));
      const refused = { problem: cause.message, as_json: body["json"] !== undefined };
      return answerTool(c, services, tool, { refused, body });
    }
  });

  routes.post("/tools/:server/:tool/accept", (c) => {
    const tool = requireTool(services, c.req.param());
    mcp.acceptChange(tool.name);
    return c.redirect(toolAddress(tool), 303);
  });
  return routes;
}

/** The servers in the order of the configuration, then what the runtime itself brings. */
function serversOf({ control, mcp }: AppServices): readonly ToolServer[] {
  const tools = control.toolbox().list();
  const servers = mcp.health().map((health) => ({
    name: health.name,
    health,
    tools: tools.filter(({ source }) => source === health.name),
  }));
  const known = new Set(servers.map(({ name }) => name));
  const others = [...new Set(tools.map(({ source }) => source))].filter((name) => !known.has(name));
  return [
    ...servers,
    ...others.map((name) => ({ name, tools: tools.filter(({ source }) => source === name) })),
  ];
}

function requireTool(
  { control }: AppServices,
  { server, tool }: Readonly<Record<"server" | "tool", string>>,
): Tool {
  const box = control.toolbox();
  const name = box
    .list()
    .find(
      (known) => known.source === server && [known.name, shortName(known)].includes(tool),
    )?.name;
  const found = name === undefined ? undefined : box.get(name);
  if (found !== undefined) return found;
  throw notThere(`The server "${server}" has no tool "${tool}" now`);
}

function notThere(detail: string): ProblemError {
  const fix = "Choose one from the list of tools";
  return new ProblemError({ status: 404, code: "not_found", title: "Not found", detail, fix });
}

/** A call by hand with the JSON of its arguments. */
interface TriedCall extends Trial {
  readonly json: string;
}

/** The run that called this tool by hand; none where the address names none. */
async function trialOf(
  { control }: AppServices,
  tool: Tool,
  runId: string | undefined,
): Promise<TriedCall | undefined> {
  if (runId === undefined || runId === "") return undefined;
  const { run, thread } = await asProblem(requireRun(control, runId));
  const state = await thread.state();
  const turn = state.turns.find(({ run_id }) => run_id === runId);
  const call = readDirectCall(turn?.text ?? "");
  if (call?.tool === tool.name) {
    const after = placeId(thread.log.head().epoch, state.sequence);
    return { run, after, json: call.arguments };
  }
  throw notThere(`The run "${runId}" is no call of "${tool.name}" by hand`);
}

interface Shown {
  readonly trial?: TriedCall;
  readonly refused?: RefusedCall;
  readonly body?: CallBody;
}

async function answerTool(
  c: Context<AppEnv>,
  services: AppServices,
  tool: Tool,
  { trial, refused, body }: Shown,
): Promise<Response> {
  const { control, mcp } = services;
  const form = callForm(tool, control, { tried: trial, refused, body });
  const verdict = await verdictOf(services, tool.name, form.agents[0]);
  const page = {
    ...(await pageFrame(c, services, "pages")),
    tool,
    changed: mcp.changed().includes(tool.name),
    ...(verdict !== undefined && { verdict }),
    form,
    ...(trial !== undefined && { trial }),
    calls: await callsOf(services, tool.name),
  };
  return html(c, toolPage(page), refused === undefined ? 200 : 422);
}

async function verdictOf(
  { control }: AppServices,
  name: string,
  agent: string | undefined,
): Promise<Verdict | undefined> {
  if (agent === undefined) return undefined;
  const { tools } = await perform(getToolInventory, { agent }, control);
  return tools.find((tool) => tool.name === name)?.policy;
}

/** The newest calls of a tool over all sessions. */
async function callsOf({ control }: AppServices, name: string): Promise<readonly PastCall[]> {
  const runs = (await control.threads.list())
    .flatMap((thread) => thread.runs)
    .filter(({ tools }) => tools.includes(name))
    .toSorted((left, right) => right.submitted_at.localeCompare(left.submitted_at))
    .slice(0, MAX_LAST_CALLS);
  const calls = await Promise.all(
    runs.map(async ({ run_id, agent, submitted_at }) => {
      const { run } = await requireRun(control, run_id);
      return run.calls
        .filter((call) => call.name === name)
        .toReversed()
        .map((call) => ({ run_id, agent, at: call.started_at ?? submitted_at, call }));
    }),
  );
  return calls.flat().slice(0, MAX_LAST_CALLS);
}
