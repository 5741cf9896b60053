import { Hono } from "hono";

import { keepSentFiles } from "#server/sent-files.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";

/**
 * `POST /attachments` with files in the field `files`: keeps them and says under which names a
 * `submit_turn` takes them. What no turn names by then is gone with the next start.
 */
export function attachmentUpload({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/attachments", async (c) => {
    const attachments = await keepSentFiles(c, control);
    if (attachments.length === 0) throw nothingSent();
    return c.json({ attachments }, 201);
  });
  return routes;
}

function nothingSent(): ProblemError {
  return new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "No file was sent",
    fix: 'Send multipart/form-data with files in the field "files"',
  });
}
