import type { Context, MiddlewareHandler } from "hono";

import type { AppEnv } from "./app-env.ts";
import { arrival, arrivalPort } from "./arrival.ts";
import { problem } from "./problem.ts";

const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];
const HTTP_PORT = 80;
/** A name or IPv4 address, or an IPv6 address in brackets, and at most one port. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;

/**
 * Refuses requests that were not meant for this server (S2): DNS rebinding gives a foreign name.
 * `configured` are further `host:port` values, as behind a proxy.
 */
export function requireKnownHost(configured: readonly string[] = []): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const hosts = hostsOf(c);
    const [host] = hosts;
    if (host === undefined || hosts.length > 1 || !HOST.test(host) || !isTargetOf(c, host)) {
      return problem(c, {
        status: 400,
        code: "bad_host",
        title: "Bad Host header",
        detail: `The request names its host as ${JSON.stringify(hosts.join(", "))}`,
        fix: "Send exactly one Host header of the form name:port",
      });
    }
    if (!allowedHosts(arrivalPort(c), configured).has(host)) {
      return problem(c, {
        status: 421,
        code: "unknown_host",
        title: "Not the server you wanted",
        detail: `This server does not answer for "${host}"`,
        fix: "Use the address that it printed, or add this one to its configured hosts",
      });
    }
    return next();
  };
}

/** Every `host:port` that this server answers for; a default port may be left out, as browsers do. */
export function allowedHosts(port: number, configured: readonly string[]): ReadonlySet<string> {
  const own = LOOPBACK_NAMES.map((name) => `${name}:${port}`);
  const bare = port === HTTP_PORT ? LOOPBACK_NAMES : [];
  return new Set([...own, ...bare, ...configured.map((host) => host.toLowerCase())]);
}

/** All Host headers as sent: Node itself drops the second one. */
function hostsOf(c: Context<AppEnv>): string[] {
  const raw = arrival(c).incoming?.rawHeaders;
  if (raw === undefined) return [(c.req.header("host") ?? new URL(c.req.url).host).toLowerCase()];
  return raw.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() === "host" ? [(raw[index + 1] ?? "").toLowerCase()] : [],
  );
}

/** A request line may name a host of its own (`GET http://evil/ HTTP/1.1`); it must be the same. */
function isTargetOf(c: Context<AppEnv>, host: string): boolean {
  const target = arrival(c).incoming?.url;
  if (target === undefined || target.startsWith("/") || target === "*") return true;
  return URL.parse(target)?.host === host;
}
