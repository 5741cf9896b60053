import type { Context } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import { A2aError } from "./a2a-error.ts";

/** The versions of A2A that this server speaks. */
export type A2aVersion = "0.3" | "1.0";

/**
 * The version that a client asks for in `A2A-Version`; without the header it is 0.3, which had none.
 * Throws A2aError for any other.
 */
export function askedVersion(c: Context<AppEnv>): A2aVersion {
  const asked = (c.req.header("a2a-version") ?? c.req.query("A2A-Version") ?? "").trim();
  if (asked === "" || /^0\.3(\.\d{1,3})?$/.test(asked)) return "0.3";
  if (/^1\.0(\.\d{1,3})?$/.test(asked)) return "1.0";
  const shown = JSON.stringify(asked.slice(0, 40));
  throw new A2aError("VERSION_NOT_SUPPORTED", `A2A ${shown} is not spoken here; use 1.0 or 0.3`);
}
