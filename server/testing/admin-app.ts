import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

import { PushedAgents } from "#runtime/agent/node-pushed-agents.ts";
import { testApp, type TestApp } from "#server/test-app.ts";

/** The `agent.yaml` of an agent that is pushed. */
export const POET =
  "apiVersion: pluto/v1\nkind: Agent\nmetadata: { name: poet }\nspec: { system_prompt: Rhyme. }\n";

interface AdminApp {
  readonly app: TestApp;
  readonly pushed: PushedAgents;
  /** Where the pushed agents are. */
  readonly folder: string;
  /** As the administrator, below `/api/v1/admin`. */
  readonly get: (path: string) => Promise<Response>;
  readonly post: (path: string, body: BodyInit, type: string) => Promise<Response>;
  readonly remove: (path: string) => Promise<Response>;
}

/** An app that keeps pushed agents in a folder until the test is over, with its administrator. */
export async function adminApp(more: Parameters<typeof testApp>[0] = {}): Promise<AdminApp> {
  const folder = await mkdtempDisposable(join(tmpdir(), "uar-pushed-"));
  onTestFinished(() => folder.remove());
  const pushed = await PushedAgents.open({
    root: folder.path,
    title: "pushed",
    cacheSize: 10,
    days: () => ({ today: "2026-03-01", yesterday: "2026-02-28" }),
  });
  const app = await testApp({ sources: { sources: [pushed], pushed }, ...more });
  const headers = { authorization: `Bearer ${app.adminToken}` };
  const place = (path: string) => `/api/v1/admin${path}`;
  return {
    app,
    pushed,
    folder: folder.path,
    get: async (path) => app.anonymous(place(path), { headers }),
    post: async (path, body, type) =>
      app.anonymous(place(path), {
        method: "POST",
        headers: { ...headers, "content-type": type },
        body,
      }),
    remove: async (path) => app.anonymous(place(path), { method: "DELETE", headers }),
  };
}
