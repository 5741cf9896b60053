import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { Hono } from "hono";
import { pino } from "pino";

import { DataDirLockedError } from "#runtime/log/lock.ts";
import { compose } from "#server/compose.ts";
import { controlPlane } from "#server/protocol/control-plane.ts";
import { runData } from "#server/protocol/run-data.ts";
import { seedChat } from "#server/protocol/seed-chat.ts";
import { announcedServer, type RunningServer } from "#server/running-server.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { lastErrorHandler } from "#server/security/problem.ts";
import { addressOf, UnreachableError } from "#server/send-command.ts";
import type { ServeOptions } from "#server/serve-options.ts";
import { readSettings, type Settings } from "#server/settings.ts";
import { UarClient } from "./uar-client.ts";

/** The flags by which a terminal's command finds its runtime. */
export interface ConnectFlags {
  readonly data?: string;
  readonly config?: string;
  readonly url?: string;
  readonly agent?: string;
  /** An agent's folder: it answers, in this process. */
  readonly agentDir?: string;
  /** False: nothing is kept, and no running server is asked. */
  readonly memory?: boolean;
}

/** The agent that is asked: the named one, else that of the folder, else the default. */
export function chosenAgent({ agent, agentDir }: ConnectFlags): { readonly agent?: string } {
  const id = agent ?? (agentDir === undefined ? undefined : basename(resolve(agentDir)));
  return id === undefined ? {} : { agent: id };
}

/** A runtime to talk to: a running server's, or one in this process. */
export interface Connection {
  readonly client: UarClient;
  /** The address of the server; absent, the runtime is in this process. */
  readonly url?: string;
  /** Goes on with what a session has under way; a running server does so by itself. */
  resume(sessionId: string): Promise<void>;
  /** Puts aside what still runs in this process. */
  close(): Promise<void>;
}

/**
 * Attaches to the server at `url`, or to the one that holds the data folder, or else runs in this process. Rejects
 * with RangeError for flags that make no sense, and with an Error for what keeps a runtime from starting.
 */
export async function connect(
  { url, memory = true, ...flags }: ConnectFlags,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Connection> {
  const { agentDir } = flags;
  if (url !== undefined && agentDir !== undefined) {
    throw new RangeError("--agent-dir: the server at --url has agents of its own; leave one out");
  }
  const settings = await readSettings({ ...flags }, env);
  const { options } = settings;
  if (url !== undefined) return attached(await serverAt(addressOf(url), options, env));
  if (!memory) return forgetful(settings);
  try {
    return await inThisProcess(settings);
  } catch (cause) {
    if (!(cause instanceof DataDirLockedError)) throw cause;
    const server = await announcedServer(options.data);
    if (server === undefined) throw cause;
    if (agentDir !== undefined) throw new RangeError(BUSY, { cause });
    return attached(server);
  }
}

const BUSY =
  "--agent-dir: a server works on this data folder, with agents of its own; add --no-memory, or another --data";

/** A server of this data folder is known with its token. */
async function serverAt(
  { origin }: URL,
  { data }: ServeOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunningServer> {
  const announced = await announcedServer(data);
  const token = env["UAR_TOKEN"] ?? (announced?.url === origin ? announced.token : "");
  if (token !== "") return { url: origin, token };
  throw new RangeError(
    `UAR_TOKEN is not set: give the token that the server at ${origin} was started with`,
  );
}

function attached({ url, token }: RunningServer): Connection {
  const client = new UarClient(async (path, init) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    try {
      return await fetch(new URL(path, url), { ...init, headers, redirect: "error" });
    } catch (cause) {
      // fetch() tells of a connection that fails as a TypeError.
      if (!(cause instanceof TypeError)) throw cause;
      throw new UnreachableError(
        `No UAR server answers at ${url}: start one with "uar serve", or name its address with --url`,
        { cause },
      );
    }
  });
  return { client, url, resume: async () => {}, close: async () => {} };
}

/** A runtime whose folder is gone with it. */
async function forgetful({ options, config }: Settings): Promise<Connection> {
  const data = await mkdtemp(join(tmpdir(), "uar-"));
  const remove = () => rm(data, { recursive: true, force: true });
  try {
    const connection = await inThisProcess({ options: { ...options, data }, config });
    return {
      ...connection,
      close: async () => {
        await connection.close();
        await remove();
      },
    };
  } catch (cause) {
    await remove();
    throw cause;
  }
}

async function inThisProcess({ options, config }: Settings): Promise<Connection> {
  mkdirSync(options.data, { recursive: true, mode: 0o700 });
  const logger = pino(pino.destination({ dest: join(options.data, "server.log"), mkdir: true }));
  const composition = await compose(options, config, logger, () => noPages);
  // Whoever asks for a session waits for it, and hears why it could not be read.
  composition.leaveOpen().catch(() => {});
  const { services } = composition;
  const { control } = services;
  const app = new Hono<AppEnv>()
    .onError(lastErrorHandler((error, incident) => logger.error({ err: error, incident })))
    .route("/", controlPlane(services))
    .route("/", seedChat(services))
    .route("/", runData(services));
  return {
    client: new UarClient(async (path, init) => app.request(path, init)),
    resume: async (sessionId) => {
      const thread = await control.threads.find(sessionId);
      if (thread !== undefined) control.queue.wake(thread);
    },
    close: () => composition.close(),
  };
}

function noPages() {
  return { scripts: [], styles: [], preloads: [] };
}
