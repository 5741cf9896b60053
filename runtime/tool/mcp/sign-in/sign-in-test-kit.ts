import { systemClock } from "#runtime/system-services.ts";
import { McpServers } from "#runtime/tool/mcp/config.ts";
import { openEdgeTransport } from "#runtime/tool/mcp/edge-transport.ts";
import {
  type ProtectedFixture,
  serveProtected,
} from "#runtime/tool/mcp/fixture/protected-server.ts";
import { McpSource } from "#runtime/tool/mcp/source.ts";
import { signInsInMemory } from "./sign-in-records.ts";
import { SignIns } from "./sign-ins.ts";

/** The browser of the tests. */
export const BROWSER = { redirectUrl: "http://127.0.0.1:4870/sign-in/callback", browser: "mine" };

/** What a test opened. */
export const open: { close(): Promise<void> }[] = [];

/** Closes all that a test opened, the newest first. */
export async function closeAll(): Promise<void> {
  for (const one of open.splice(0).toReversed()) await one.close();
}

interface Started {
  readonly server: ProtectedFixture;
  readonly source: McpSource;
  readonly signIns: SignIns;
}

interface StartOptions {
  readonly server?: ProtectedFixture;
  readonly config?: object;
  readonly store?: ReturnType<typeof signInsInMemory>;
  readonly clock?: typeof systemClock;
  readonly heard?: string[];
}

/** Serves what needs a sign-in, connects to it, and has both closed after the test. */
export async function start({
  config,
  heard = [],
  store = signInsInMemory(),
  clock = systemClock,
  ...given
}: StartOptions = {}): Promise<Started> {
  const server = given.server ?? (await serveProtected());
  if (given.server === undefined) open.push(server);
  let count = 0;
  const signIns = await SignIns.open({
    store,
    clock,
    secret: () => `secret-${(count += 1)}`,
    onSecrets: (secrets) => heard.push(...secrets),
  });
  const source = new McpSource({
    servers: McpServers.parse({ web: { url: server.url, ...config } }),
    env: { SECRET: "s3cr3t-client" },
    clock: systemClock,
    openTransport: openEdgeTransport,
    signIns,
  });
  open.push(source);
  await source.start();
  return { server, source, signIns };
}

/** What the browser is sent back with. */
export async function follow(address: URL): Promise<URLSearchParams> {
  const { headers } = await fetch(address, { redirect: "manual" });
  return new URL(headers.get("location") ?? "").searchParams;
}

/** Signs in from the beginning to the connection. */
export async function signIn(signIns: SignIns, source: McpSource): Promise<URL> {
  const address = await signIns.begin("web", BROWSER);
  await signIns.finish(await follow(address), "mine");
  await source.reconnect("web");
  return address;
}

/** Calls the one tool that every test calls. */
export async function echo(source: McpSource): Promise<string> {
  const tool = source.tools().find(({ name }) => name === "web__echo");
  if (tool === undefined) throw new Error(`There is no tool: ${JSON.stringify(source.health())}`);
  const { signal } = new AbortController();
  const context = { signal, idempotency_key: "key", progress: () => {}, record: () => {} };
  return (await tool.run({ text: "hello" }, context)).content;
}
