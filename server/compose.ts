import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";

import { Subagents } from "#runtime/agent/sub-agent/subagents.ts";
import { openSkillFolders } from "#runtime/agent/skill/node-skill-folders.ts";
import type { SkillServices } from "#runtime/agent/skill/skill-store.ts";
import type { RuntimeEvent } from "#runtime/event/catalogue.ts";
import { openMemoryFiles } from "#runtime/memory/node-memory-store.ts";
import { cachedModels } from "#runtime/model/cache/cached-models.ts";
import { createWireStore, WIRE_CAP_BYTES } from "#runtime/model/cassette/node-wire-store.ts";
import { Secrets } from "#runtime/model/cassette/secrets.ts";
import type { WireStore } from "#runtime/model/cassette/wire-store.ts";
import { type ConfiguredModels, createModelResolver } from "#runtime/model/configured-models.ts";
import type { Scenario } from "#runtime/model/scenario/scenario-file.ts";
import { defaultSettings } from "#runtime/model/provider/default-settings.ts";
import { UniversalAgentRuntime } from "#runtime/runtime.ts";
import { systemClock, systemIds, systemRandom } from "#runtime/system-services.ts";
import type { Thread } from "#runtime/thread.ts";
import { nodeTransports } from "#runtime/tool/mcp/node-transport.ts";
import { Threads } from "#runtime/threads.ts";
import { openAgents, surroundingsOf } from "./agent-folders.ts";
import { readAssets } from "./assets.ts";
import type { Config } from "./config.ts";
import { readScenarios } from "./examples.ts";
import { keepOutputs, type KeptOutputs } from "./keep-outputs.ts";
import { modelSources } from "./model-sources.ts";
import { type MountedTools, mountTools } from "./mount-tools.ts";
import { configuredHooks } from "./hooks.ts";
import { openThreads } from "./open-threads.ts";
import { permissionsOf, rememberedRules } from "./permissions.ts";
import { accessToken } from "./security/token.ts";
import { knownSecrets } from "./known-secrets.ts";
import { serverSchedules, type ServerSchedules } from "./schedules.ts";
import { serverFacts } from "./server-facts.ts";
import type { ServeOptions } from "./serve-options.ts";
import type { AppServices } from "./services.ts";
import { streamServices, type StreamServices } from "./sse/stream-services.ts";
import { runViewer } from "./viewer.ts";
import { serverWebhooks } from "./webhook/server-webhooks.ts";
import type { Webhooks } from "./webhook/webhooks.ts";
import { workQueue } from "./work-queue.ts";

/** A run that makes no progress for so long says so. */
const QUIET_MS = 60_000;

/** A composed server: what its routes work with, and how it starts to work and stops. */
export interface Composition {
  readonly services: AppServices;
  /** Goes on with what a former process left open, then with queued turns. */
  recover(): Promise<void>;
  /** Instead of that: leaves as it is what a former process left open. */
  leaveOpen(): Promise<void>;
  /** Takes no more work, ends running runs and closes everything. */
  close(): Promise<void>;
}

/**
 * Puts the parts together. Rejects when the data directory is in use, a setting makes no sense or, where pages
 * are served, the browser's bundle is missing.
 */
export async function compose(
  options: ServeOptions,
  config: Config,
  logger: Logger,
  assetsOfPages: () => AppServices["assets"] = readAssets,
): Promise<Composition> {
  const [clock, ids] = [systemClock, systemIds()];
  const { token, secretValues, secrets, keepAlso } = secretsOf(options);
  const opening = { clock, ids, secrets, logger };
  const { threads, goOn, webhooks } = await openHeard(options, config, opening);
  const [tools, { models, scenarios }] = await Promise.all([
    mountTools(options, config, logger, keepAlso),
    openModels(options, config, logger),
  ]);
  const { toolbox, processes } = tools;
  const permissions = permissionsOf(config, tools, await rememberedRules(options));
  const { agents, ...agentFolders } = await openAgents(options, config, logger);
  const outputs = await keepOutputs(options, config, { threads, secrets, logger });
  const recording = config.models?.record === false ? {} : { wire: wireStore(options, logger) };
  const wake = (thread: Thread) => queue.wake(thread);
  const subagents = new Subagents({ threads, agents, ids, clock, wake });
  const memory = memoryFiles(options, secrets, logger);
  const skills = skillFolders(options, tools, logger);
  const parts = { agents, subagents, memory, skills, models, toolbox, clock, ids };
  const runtime = new UniversalAgentRuntime({
    ...parts,
    threads,
    ...recording,
    ...outputs.forRuns,
    policy: permissions.policy,
    ...sharedByAgents(options, config, tools),
  });
  const beside = { ...outputs.forCommands, viewer: runViewer() };
  const draining = new AbortController();
  const queue = workQueue(runtime, threads, { clock, logger, halt: draining.signal });

  const control = { ...parts, ...beside, processes, permissions, secretValues, threads, queue };
  const schedules = serverSchedules(options, config, control, logger);

  const services: AppServices = {
    token,
    version: readVersion(),
    logger,
    models,
    ...aboutServer(options, config, tools, scenarios),
    health: () => runtime.providerHealth(),
    ...recording,
    control: { ...control, schedules: schedules.scheduler },
    webhooks,
    streams: streamsOf(threads, draining.signal, logger),
    assets: assetsOfPages(),
    isReady: () => !draining.signal.aborted,
  };
  const closing = [webhooks, tools, agentFolders, threads, memory, recording.wire];
  return {
    services,
    recover: () => recover({ threads, goOn: () => goOn(queue), outputs, schedules, logger }),
    leaveOpen: () => goOn({ wake: () => {} }),
    close: () => close({ schedules, queue, draining, closing }),
  };
}

/** The threads, and the webhooks that hear of what is written to them. */
async function openHeard(
  options: ServeOptions,
  config: Config,
  parts: Omit<Parameters<typeof openThreads>[1], "heard">,
) {
  const hearing: { webhooks?: Webhooks } = {};
  const heard = (event: RuntimeEvent) => hearing.webhooks?.hear(event);
  const opened = await openThreads(options, { ...parts, heard });
  // Their file is read once the data folder is ours; nothing is written to a log before.
  const webhooks = await serverWebhooks(options, config, parts.logger);
  hearing.webhooks = webhooks;
  const goOn: typeof opened.goOn = async (queue) => {
    await opened.goOn(queue);
    await webhooks.start(opened.threads);
  };
  return { threads: opened.threads, goOn, webhooks };
}

interface Closing {
  readonly schedules: Pick<ServerSchedules, "close">;
  readonly queue: AppServices["control"]["queue"];
  readonly draining: AbortController;
  readonly closing: readonly ({ close(): Promise<void> } | undefined)[];
}

/** What still writes ends before what it writes to. */
async function close({ schedules, queue, draining, closing }: Closing): Promise<void> {
  await schedules.close();
  await queue.drain();
  draining.abort();
  for (const part of closing) await part?.close();
}

/** What counts for every agent. */
function sharedByAgents(
  options: ServeOptions,
  config: Config,
  { programs, containment }: MountedTools,
) {
  return {
    ...(programs !== undefined && { programs }),
    settings: defaultSettings(process.env),
    surroundings: surroundingsOf(options, config),
    hooks: configuredHooks(config, containment),
    quietMs: QUIET_MS,
    random: systemRandom,
  };
}

function secretsOf(options: ServeOptions) {
  const token = accessToken(options.token);
  const { admin_token } = options;
  const ofAdmin = admin_token === undefined ? [] : [admin_token];
  const lasting = [...knownSecrets(process.env, token), ...ofAdmin];
  const [secretValues, secrets] = [[...lasting], new Secrets(lasting)];
  /** Tokens come and go; whoever holds these two sees to all of them. */
  const keepAlso = (values: readonly string[]) => {
    secretValues.splice(lasting.length, Infinity, ...values);
    secrets.keepAlso(values);
  };
  return { token, secretValues, secrets, keepAlso };
}

function aboutServer(
  options: ServeOptions,
  config: Config,
  { mcp, containment, absent }: MountedTools,
  scenarios: readonly Scenario[],
): Pick<AppServices, "adminToken" | "facts" | "mcp" | "scenarios"> {
  const facts = serverFacts(options, config, process.env, { ...containment, absent });
  const { admin_token: adminToken } = options;
  return { mcp, scenarios, facts, ...(adminToken !== undefined && { adminToken }) };
}

/** The index beside the files is no more than a cache. */
function memoryFiles({ data }: ServeOptions, secrets: Secrets, logger: Logger) {
  return openMemoryFiles(join(data, "memory"), secrets, {
    index: join(data, "sys", "memory-index.db"),
    report: (error) => logger.warn({ err: error }, "The index of memories is broken"),
  });
}

/** A skill that cannot be used costs no run. */
function skillFolders(
  { data }: ServeOptions,
  { scripts, containment }: Pick<MountedTools, "scripts" | "containment">,
  logger: Logger,
): SkillServices {
  const store = openSkillFolders(join(data, "skills"), (error) =>
    logger.warn({ err: error }, "A skill was left out"),
  );
  const openTransport = nodeTransports(containment);
  const servers = { env: process.env, clock: systemClock, openTransport };
  return { store, servers, ...(scripts !== undefined && { scripts }) };
}

interface Recovering {
  readonly threads: Threads;
  readonly goOn: () => Promise<void>;
  readonly outputs: KeptOutputs;
  readonly schedules: Pick<ServerSchedules, "start">;
  readonly logger: Logger;
}

async function recover(parts: Recovering): Promise<void> {
  const { threads, goOn, outputs, schedules, logger } = parts;
  await goOn();
  for (const { thread_id, error } of threads.unreadable) {
    logger.error({ err: error, thread_id }, "A thread cannot be read");
  }
  await outputs.start();
  schedules.start();
}

function streamsOf(threads: Threads, draining: AbortSignal, logger: Logger): StreamServices {
  return streamServices({
    clock: systemClock,
    draining,
    isCurrent: (log) => threads.isCurrent(log),
    report: (error) => logger.error({ err: error }, "A stream broke"),
  });
}

async function openModels(
  options: ServeOptions,
  config: Config,
  logger: Logger,
): Promise<{ readonly models: ConfiguredModels; readonly scenarios: readonly Scenario[] }> {
  const [sources, scenarios] = await Promise.all([
    modelSources(options, config),
    readScenarios(logger),
  ]);
  const found = await createModelResolver({ ...sources, scenarios });
  return { models: config.models?.cache === true ? cachedModels(found) : found, scenarios };
}

/** A disk that takes no recording costs the recording only. */
function wireStore(options: ServeOptions, logger: Logger): WireStore {
  return createWireStore({
    folder: wireFolder(options),
    capBytes: WIRE_CAP_BYTES,
    clock: systemClock,
    report: (error) => logger.warn({ err: error }, "A model's answer could not be recorded"),
  });
}

/** Where the recordings of models' answers lie. */
export function wireFolder({ data }: Pick<ServeOptions, "data">): string {
  return join(data, "wire");
}

function readVersion(): string {
  const path = join(import.meta.dirname, "..", "package.json");
  // package.json is ours and always has a version.
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
