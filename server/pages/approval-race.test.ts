import { afterEach, expect, test } from "vitest";

import { serveApp, type TestServer } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";
import { payloadsOf } from "#runtime/test-runtime.ts";

const WRITE = `
- steps: [{ calls: [{ tool: write, arguments: { path: note.md } }] }]
- steps: [{ text: Done }]
`;
const RACES = 200;
const AT_ONCE = 20;

let server: TestServer | undefined;
afterEach(() => server?.close());

const TIME = { timeout: 60_000 };

test(
  "two tabs and a script answer each of 200 questions at once: one decision each",
  TIME,
  async () => {
    const race = await course();
    const decisions: string[] = [];

    for (let round = 0; round < RACES; round += AT_ONCE) {
      const first = Array.from({ length: AT_ONCE }, (_, lane) => race(round + lane));
      decisions.push(...(await Promise.all(first)));
    }

    expect(decisions).toHaveLength(RACES);
  },
);

/** One question, three answers over real sockets; resolves with what was decided. */
async function course(): Promise<(number: number) => Promise<string>> {
  const app = await testApp({ passes: WRITE });
  server = await serveApp(app.app);
  const { origin } = server;
  const headers = { authorization: `Bearer ${app.token}`, host: "127.0.0.1" };
  const tab = (action: string, decision: string) => {
    const body = new URLSearchParams({ decision });
    const url = `${origin}/actions/${action}`;
    return fetch(url, { method: "POST", body, headers, redirect: "manual" });
  };
  const script = (action_id: string, decision: string) => {
    const body = JSON.stringify({ action_id, decision });
    const json = { ...headers, "content-type": "application/json" };
    return fetch(`${origin}/control/respond_action`, { method: "POST", body, headers: json });
  };

  return async (number) => {
    const { run_id } = await app.runtime.submit("Write");
    const asked = await app.runtime.reaches(run_id, ({ approvals }) => approvals.length > 0);
    const action = asked.approvals[0]?.action_id ?? "";

    // Each of the three goes first in a third of the races.
    const doors = [
      () => tab(action, "allow_once"),
      () => tab(action, "deny"),
      () => script(action, "allow_session"),
    ];
    const start = number % doors.length;
    const turned = [...doors.slice(start), ...doors.slice(0, start)];
    const answers = await Promise.all(turned.map((answer) => answer()));

    const lost = answers.filter(({ status }) => status === 409);
    expect(lost).toHaveLength(2);
    const { run, events } = await app.runtime.ended(run_id);
    const decisions = payloadsOf(events, "action.resolved").map(({ decision }) => decision);
    expect(decisions).toHaveLength(1);
    expect(payloadsOf(events, "permission.resolved")).toHaveLength(1);
    for (const answer of lost) {
      expect(await answer.json()).toMatchObject({ code: "conflict", decision: decisions[0] });
    }
    expect(run.calls[0]?.status).toBe(decisions[0] === "deny" ? "denied" : "done");
    return decisions[0] ?? "";
  };
}
