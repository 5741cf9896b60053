import type { Hono } from "hono";
import { pino, type Logger } from "pino";

import type { Scheduler } from "#runtime/agent/trigger/scheduler.ts";
import type { ControlServices } from "#runtime/control/command.ts";
import type { WireStore } from "#runtime/model/cassette/wire-store.ts";
import { Scenario } from "#runtime/model/scenario/scenario-file.ts";
import type { RunningProcesses } from "#runtime/process/running-processes.ts";
import { systemClock, systemIds } from "#runtime/system-services.ts";
import { testRuntime, type TestRuntimeOptions } from "#runtime/test-runtime.ts";
import { SignInProblem } from "#runtime/tool/mcp/sign-in/sign-in-problem.ts";
import { createApp } from "./app.ts";
import type { AppServices, McpServices } from "./services.ts";
import { pushBody } from "./protocol/a2a/push-body.ts";
import type { AppEnv } from "./security/app-env.ts";
import type { ServerFacts } from "#views/settings/server-facts.ts";
import { streamServices } from "./sse/stream-services.ts";
import { outboxInMemory } from "./webhook/outbox-records.ts";
import { forbiddenReceiver } from "./webhook/receiver-address.ts";
import { Webhooks, type WebhookServices } from "./webhook/webhooks.ts";

const TOKEN = "token-of-the-tests-token-of-the-tests";

const ADMIN_TOKEN = "token-of-the-administrator-of-the-tests";

export const NO_SERVERS: McpServices = {
  health: () => [],
  reconnect: async () => false,
  beginSignIn: () => Promise.reject(new SignInProblem("not_asked", "There is no server")),
  finishSignIn: () => Promise.reject(new SignInProblem("unknown", "There is no sign-in")),
  signOut: () => Promise.reject(new SignInProblem("not_asked", "There is no server")),
  changed: () => [],
  acceptChange: () => {},
};

/** What the laboratory lists; the runtime has a script of the same name. */
const LAB_SCENARIO = Scenario.parse({
  name: "test",
  title: "Test",
  prompt: "Go",
  passes: [{ steps: [{ text: "Hello" }] }],
});

const FACTS: ServerFacts = {
  keys: [{ variable: "TEST_API_KEY", title: "Test", isSet: true }],
  data: "/data",
  node: "v24.0.0",
  platform: "linux x64",
  cold: false,
  outputs: { max_megabytes: 2048 },
  records: true,
  cache: false,
  containment: { level: "namespace" },
  absent_tools: [],
  hooks: [],
};

interface TestAppOptions extends TestRuntimeOptions {
  /** The server's own log; absent, nothing is written. */
  readonly logger?: Logger;
  readonly wire?: WireStore;
  readonly mcp?: McpServices;
  /** When agents are asked by themselves. */
  readonly schedules?: (control: ControlServices) => Scheduler;
  /** How webhooks reach their receivers; absent, they reach the public internet alone. */
  readonly webhooks?: Partial<WebhookServices>;
  /** What tools run that commands are to reach. */
  readonly processes?: RunningProcesses;
}

/** The whole app over a scripted runtime in memory, called without a socket. */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const webhooks = await testWebhooks(options.webhooks);
  const runtime = await testRuntime({ ...options, heard: (event) => webhooks.hear(event) });
  await webhooks.start(runtime.services.threads);
  const { models } = runtime.services;
  const { processes, schedules } = options;
  const control = {
    ...runtime.services,
    ...(processes !== undefined && { processes }),
    ...(schedules !== undefined && { schedules: schedules(runtime.services) }),
  };
  const services: AppServices = {
    token: TOKEN,
    adminToken: ADMIN_TOKEN,
    version: "0.0.0",
    logger: options.logger ?? pino({ level: "silent" }),
    control,
    ...(options.wire !== undefined && { wire: options.wire }),
    mcp: options.mcp ?? NO_SERVERS,
    models: {
      ...models,
      defaultModel: "scenario/test",
      origin: "config",
      fallback: [],
      info: () => undefined,
      problem: () => undefined,
    },
    health: () => [],
    facts: FACTS,
    scenarios: [LAB_SCENARIO],
    webhooks,
    streams: streamServices({
      clock: systemClock,
      draining: new AbortController().signal,
      report: (error) => {
        throw error;
      },
    }),
    assets: () => ({ scripts: [], styles: [], preloads: [] }),
    isReady: () => true,
  };
  return new TestApp(createApp(services), runtime, services);
}

/** Webhooks in memory, of which nothing leaves the machine. */
function testWebhooks(services: Partial<WebhookServices> = {}): Promise<Webhooks> {
  return Webhooks.open({
    clock: systemClock,
    ids: systemIds(),
    store: outboxInMemory(),
    ports: [80, 443],
    isForbidden: forbiddenReceiver(false),
    resolve: async () => [],
    taskBody: pushBody,
    report: () => {},
    ...services,
  });
}

type AppRequest = Omit<RequestInit, "headers"> & { headers?: Record<string, string> };

export class TestApp {
  readonly app: Hono<AppEnv>;
  readonly token = TOKEN;
  readonly adminToken = ADMIN_TOKEN;
  readonly runtime: Awaited<ReturnType<typeof testRuntime>>;
  /** What the app was made of. */
  readonly services: AppServices;

  constructor(
    app: Hono<AppEnv>,
    runtime: Awaited<ReturnType<typeof testRuntime>>,
    services: AppServices,
  ) {
    this.app = app;
    this.runtime = runtime;
    this.services = services;
  }

  /** Sends a request as a program with the token would. */
  async fetch(path: string, init: AppRequest = {}): Promise<Response> {
    return this.anonymous(path, {
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, ...init.headers },
    });
  }

  async anonymous(path: string, init: AppRequest = {}): Promise<Response> {
    const headers = { host: "127.0.0.1", ...init.headers };
    return this.app.request(`http://127.0.0.1${path}`, { ...init, headers });
  }

  async post(path: string, body: unknown): Promise<Response> {
    return this.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  async form(path: string, fields: Readonly<Record<string, string>>): Promise<Response> {
    return this.fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  }
}
