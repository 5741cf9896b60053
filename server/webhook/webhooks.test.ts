import { createHmac } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";

import { Agent } from "#runtime/agent/agent.ts";
import { ManualClock } from "#runtime/tool/testing/manual-clock.ts";
import { TestApp, testApp } from "#server/test-app.ts";
import { forbiddenReceiver } from "./receiver-address.ts";
import { type Receiver, receiver, watchedOutbox } from "./testing/receiver.ts";
import type { WebhookServices } from "./webhooks.ts";

const SAYS = `[{ steps: [{ text: "Done" }] }]`;
const WRITES = `[
  { steps: [{ calls: [{ tool: write, arguments: { path: a.md } }] }] },
  { steps: [{ text: "Written" }] }
]`;
const DAY_MS = 24 * 60 * 60_000;

/** An app whose webhooks reach one receiver. */
async function hooked(there: Receiver, { passes = SAYS, ...more }: HookedOptions = {}) {
  const outbox = watchedOutbox();
  const clock = new ManualClock();
  const said: string[] = [];
  const report = (problem: Error) => said.push(problem.message);
  const app = await testApp({
    passes,
    agents: ["clerk", "other"].map((id) => Agent.parse({ id, system_prompt: "Go." })),
    webhooks: { ...there.services, store: outbox.store, clock, report, ...more },
  });
  onTestFinished(() => app.services.webhooks.close());
  return { app, clock, said, outbox };
}

type HookedOptions = Partial<WebhookServices> & { readonly passes?: string };

async function asAdmin(app: TestApp, method: string, path = "", body?: object) {
  return app.anonymous(`/api/v1/admin/webhooks${path}`, {
    method,
    headers: { authorization: `Bearer ${app.adminToken}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function made(app: TestApp, body: object) {
  const response = await asAdmin(app, "POST", "", body);
  expect(response.status).toBe(200);
  const { data } = (await response.json()) as { data: { id: string; secret: string } };
  return data;
}

async function listed(app: TestApp) {
  const { data } = await (await asAdmin(app, "GET")).json();
  return (data as { webhooks: Record<string, unknown>[] }).webhooks;
}

describe("a webhook", () => {
  it("is sent what happened, signed as Standard Webhooks says, with whose it is and a link", async () => {
    const there = await receiver();
    const { app } = await hooked(there);
    const { id, secret } = await made(app, { url: there.url() });

    const { run } = await app.runtime.ask("Go");
    const { headers, body } = await there.message(1);

    const [, key = ""] = secret.split("whsec_");
    const signed = [headers["webhook-id"], headers["webhook-timestamp"], body].join(".");
    const mac = createHmac("sha256", Buffer.from(key, "base64")).update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${mac}`);
    const { type, data } = JSON.parse(body) as { type: string; data: Record<string, unknown> };
    const { run_id, session_id } = run;
    expect(type).toBe("turn.completed");
    expect(data).toMatchObject({ run_id, session_id, link: `http://127.0.0.1/runs/${run_id}` });
    expect(data["event"]).toMatchObject({ type, run_id, event_id: headers["webhook-id"] });
    const list = await listed(app);
    expect(list).toMatchObject([{ id, url: there.url(), overflowed: 0 }]);
    expect(JSON.stringify(list)).not.toContain(key);
  });

  it("hears of a call that waits for a person, of its agent's runs alone, and takes a secret", async () => {
    const there = await receiver();
    const { app } = await hooked(there, { passes: WRITES });
    const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
    const hook = await made(app, { url: there.url(), agent: "clerk", secret });

    await app.runtime.submit("Go", { options: { agent: "other" } });
    const { run_id } = await app.runtime.submit("Go", { options: { agent: "clerk" } });
    const { body } = await there.message(1);

    expect(hook.secret).toBe(secret);
    expect(JSON.parse(body)).toMatchObject({
      type: "action.required",
      data: { run_id, agent: "clerk" },
    });
  });

  it("is tried again, later each time, under the same id, and shows how it stands", async () => {
    const there = await receiver((_, count) => (count === 1 ? 500 : 200));
    const { app, clock, outbox } = await hooked(there);
    await made(app, { url: there.url() });

    await app.runtime.ask("Go");
    await outbox.holds(({ deliveries }) => deliveries[0]?.tries === 1);
    const [before] = await listed(app);
    await clock.advance(5_000);
    await outbox.holds(({ deliveries }) => deliveries[0]?.state === "delivered");
    const [after] = await listed(app);
    const page = await (await app.fetch("/settings/webhooks")).text();

    const [first, second] = there.arrived.map(({ headers }) => headers["webhook-id"]);
    expect(first).toBe(second);
    const last = { status: 500, problem: "It answered 500" };
    expect(before).toMatchObject({
      pending: 1,
      deliveries: [{ state: "pending", next_at: "1970-01-01T00:00:05.000Z", last }],
    });
    expect(after).toMatchObject({ pending: 0, deliveries: [{ state: "delivered", tries: 2 }] });
    expect(page).toContain(there.url());
    expect(page).toMatch(/turn\.completed[^]*delivered[^]*Jan 1, 00:00 UTC, number 2/);
  });

  it("is given up after eight tries within a day, and says so", async () => {
    const there = await receiver(() => 503);
    const { app, clock, outbox, said } = await hooked(there);
    await made(app, { url: there.url() });

    await app.runtime.ask("Go");
    for (let tries = 1; tries <= 7; tries += 1) {
      const { deliveries } = await outbox.holds((kept) => kept.deliveries[0]?.tries === tries);
      const next = Date.parse(deliveries[0]?.next_at ?? "");
      await clock.advance(next - Date.parse(clock.now()));
    }
    const { deliveries } = await outbox.holds((kept) => kept.deliveries[0]?.tries === 8);

    expect(deliveries).toMatchObject([{ state: "given_up", last: { status: 503 } }]);
    expect(Date.parse(clock.now())).toBeLessThan(DAY_MS);
    expect(said).toEqual([expect.stringContaining("is given up: It answered 503")]);
    expect(there.arrived).toHaveLength(8);
  });

  it("is removed when its receiver is gone", async () => {
    const there = await receiver(() => 410);
    const { app, outbox, said } = await hooked(there);
    await made(app, { url: there.url() });

    await app.runtime.ask("Go");
    await there.message(1);
    await outbox.holds(({ hooks }) => hooks.length === 0);

    expect(await listed(app)).toEqual([]);
    expect(said).toEqual([expect.stringContaining("is gone (410)")]);
  });

  it("that is slow holds up nobody else, and waits ten seconds at most", async () => {
    const there = await receiver(({ path }) => (path === "/slow" ? "hang" : 200));
    const { app, clock, outbox } = await hooked(there);
    const slow = await made(app, { url: there.url("/slow") });
    await made(app, { url: there.url("/quick") });

    await app.runtime.ask("Go");
    await app.runtime.ask("Go");
    await outbox.holds(
      ({ deliveries }) => deliveries.filter(({ state }) => state === "delivered").length === 2,
    );
    await clock.advance(10_000);
    const { deliveries } = await outbox.holds((kept) =>
      kept.deliveries.some(({ tries, hook_id }) => tries === 1 && hook_id === slow.id),
    );

    const [late] = deliveries.filter(({ hook_id }) => hook_id === slow.id);
    expect(late?.last?.problem).toContain("within 10 s");
  });
});

describe("where a webhook leads (S13)", () => {
  it.each(["http://169.254.169.254/latest/", "http://127.0.0.1:PORT/in"])(
    "is not followed on to %s",
    async (location) => {
      let port = 0;
      const there = await receiver(() => ({ location: location.replace("PORT", String(port)) }));
      ({ port } = there);
      const { app, outbox } = await hooked(there);
      await made(app, { url: there.url() });

      await app.runtime.ask("Go");
      const { deliveries } = await outbox.holds((kept) => kept.deliveries[0]?.tries === 1);

      expect(deliveries).toMatchObject([{ state: "pending", last: { status: 302 } }]);
      expect([there.arrived.length, there.inside]).toEqual([1, []]);
    },
  );

  it("is where the name led when it was checked, and a name that turns private is refused", async () => {
    const there = await receiver();
    const answers = ["127.0.0.2", "127.0.0.1"];
    const resolve = async () => [{ address: answers.shift() ?? "127.0.0.1", family: 4 }];
    const { app, outbox } = await hooked(there, { resolve });
    await made(app, { url: there.url("/hook", "rebind.test") });

    await app.runtime.ask("Go");
    await there.message(1);
    await app.runtime.ask("Go");
    const { deliveries } = await outbox.holds((kept) => kept.deliveries[1]?.tries === 1);

    expect(deliveries[1]?.last?.problem).toContain("127.0.0.1, which is not of the public");
    expect([there.arrived.length, there.inside]).toEqual([1, []]);
  });

  it("may be private where the operator says so, but never a cloud's own address", () => {
    const isForbidden = forbiddenReceiver(true);
    const given = ["127.0.0.1", "192.168.0.7", "::1", "fd12::1", "8.8.8.8"];
    const refused = [
      "169.254.169.254",
      "::ffff:169.254.169.254",
      "fe80::1",
      "0.0.0.0",
      "224.0.0.1",
    ];

    expect(given.map(isForbidden)).toEqual(given.map(() => false));
    expect(refused.map(isForbidden)).toEqual(refused.map(() => true));
    expect(["127.0.0.1", "8.8.8.8"].map(forbiddenReceiver(false))).toEqual([true, false]);
  });
});

describe("POST, GET and DELETE /api/v1/admin/webhooks", () => {
  it.each([
    ["an unknown field", { colour: "red" }],
    ["an unknown event", { events: ["turn.started.twice"] }],
    ["an event that comes with every word", { events: ["model.delta"] }],
    ["no event", { events: [] }],
    ["a weak secret", { secret: "whsec_c2hvcnQ=" }],
    ["an unknown agent", { agent: "nobody" }],
    ["a private address", { url: "http://127.0.0.1:PORT/" }],
    ["a cloud's own address", { url: "http://169.254.169.254:PORT/latest" }],
    ["another port", { url: "http://site.test:22/" }],
    ["credentials", { url: "http://a:b@site.test:PORT/" }],
    ["another protocol", { url: "file:///etc/passwd" }],
  ])("refuses %s and keeps nothing", async (_, body) => {
    const there = await receiver();
    const { app } = await hooked(there);
    const text = JSON.stringify({ url: there.url(), ...body }).replace("PORT", `${there.port}`);

    const answer = await asAdmin(app, "POST", "", JSON.parse(text) as object);

    expect(answer.status).toBe(422);
    expect(await listed(app)).toEqual([]);
  });

  it("takes a webhook away, and no more goes to it", async () => {
    const there = await receiver();
    const { app, outbox } = await hooked(there);
    const gone = await made(app, { url: there.url("/gone") });
    await made(app, { url: there.url("/stays") });

    const answers = [
      await asAdmin(app, "DELETE", `/${gone.id}`),
      await asAdmin(app, "DELETE", `/${gone.id}`),
    ];
    await app.runtime.ask("Go");
    await outbox.holds(({ deliveries }) => deliveries[0]?.state === "delivered");

    expect(answers.map(({ status }) => status)).toEqual([200, 404]);
    expect(there.arrived.map(({ path }) => path)).toEqual(["/stays"]);
  });
});
