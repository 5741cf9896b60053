import type { HttpBindings } from "@hono/node-server";

import type { PageAssets } from "#views/document.ts";
import type { Upgrade } from "./web-sockets.ts";

/**
 * How a request proved that it may come in; `none` stands only on public paths, `admin` only below
 * `/api/v1/admin`, where nothing else does.
 */
export type Access = "token" | "session" | "admin" | "none";

/** The Hono environment of the whole app: what Node brings and what the middlewares here leave behind. */
export interface AppEnv {
  /** Absent where a test calls `app.request()` without a server. */
  Bindings: Partial<HttpBindings> & { readonly upgrade?: Upgrade };
  Variables: {
    /** The one nonce of this response's Content-Security-Policy; templates stamp it on scripts. */
    nonce: string;
    access: Access;
    /** Names the request in its answer and in the server's log: the client's own id, or a new one. */
    request_id: string;
    /** Style for the pages that only say why something is not shown. */
    assets: PageAssets;
  };
}
