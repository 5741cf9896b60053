import { z } from "zod";

import { type ApiRoute, apiRoute } from "#server/protocol/openapi/api-route.ts";

/** What the server says of itself. `/livez` and `/readyz` say it to those without the token. */
export const SERVER_ROUTES: readonly ApiRoute[] = [
  apiRoute({
    method: "get",
    path: "/health",
    operation_id: "getHealth",
    summary: "Whether the server takes work, and how the model providers do that were asked",
    answer: z.object({
      status: z.enum(["healthy", "draining"]),
      providers: z.array(z.unknown()),
    }),
    run: async (_asked, { isReady, health }) => ({
      status: isReady() ? "healthy" : "draining",
      providers: health(),
    }),
  }),
  apiRoute({
    method: "get",
    path: "/version",
    operation_id: "getVersion",
    summary: "The version of the server",
    answer: z.object({ version: z.string() }),
    run: async (_asked, { version }) => ({ version }),
  }),
];
