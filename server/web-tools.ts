import { lookup } from "node:dns/promises";

import { systemClock } from "#runtime/system-services.ts";
import type { BuiltinConfig } from "#runtime/tool/builtin/builtin-config.ts";
import { isForbiddenAddress } from "#runtime/tool/builtin/web/node-forbidden-address.ts";
import { webFetch } from "#runtime/tool/builtin/web/web-fetch.ts";
import { webSearch } from "#runtime/tool/builtin/web/web-search.ts";
import type { MountedBuiltins } from "./mounted-builtins.ts";

const NO_SERVICE = "it needs a service: name a SearXNG server as tools.search.url in uar.yaml";

/** The tools that reach the web, as far as the configuration names them and what they need. */
export function webTools({ builtin, web, search }: BuiltinConfig): MountedBuiltins {
  const fetching = builtin.includes("web_fetch")
    ? [
        webFetch({
          clock: systemClock,
          ports: web.ports,
          isForbidden: isForbiddenAddress,
          resolve: (host) => lookup(host, { all: true }),
        }),
      ]
    : [];
  if (!builtin.includes("web_search")) return { tools: fetching, absent: [] };
  if (search === undefined) {
    return { tools: fetching, absent: [{ name: "web_search", reason: NO_SERVICE }] };
  }
  return { tools: [...fetching, webSearch({ url: search.url, fetch })], absent: [] };
}
