import { Hono, type Context } from "hono";

import { perform } from "#runtime/control/dispatch.ts";
import { exportRun } from "#runtime/control/export-run.ts";
import { requireRun } from "#runtime/control/find-thread.ts";
import { safeRun } from "#runtime/control/safe-run.ts";
import { EXPORT_FORMATS } from "#runtime/replay/export/formats.ts";
import { readRun } from "#runtime/run-events.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import type { AppServices } from "#server/services.ts";

/** Should a browser show an export in place of saving it, nothing in it runs or loads. */
const INERT = "sandbox; default-src 'none'; frame-ancestors 'none'";

/**
 * Runs as files: `/runs/<run>.<extension>`, without secrets. `?preview` tells what would be struck out,
 * `?homes` strikes home folders too, `?content` puts texts into spans. `.jsonl?raw` is the log as it is.
 */
export function runExports({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/runs/:file{[^/]+\\.jsonl}", async (c, next) => {
    if (!asks(c, "raw")) return next();
    const run_id = c.req.param("file").replace(/\.jsonl$/, "");
    const { thread, run } = await asProblem(requireRun(control, run_id));
    const entries = await readRun(thread.log, run);
    return jsonLines(c, entries.map(({ json }) => `${json}\n`).join(""));
  });

  for (const { name: format, extension } of EXPORT_FORMATS) {
    routes.get(`/runs/:file{[^/]+\\.${extension.replace(".", "\\.")}}`, async (c) => {
      const run_id = c.req.param("file").slice(0, -extension.length - 1);
      const input = {
        run_id,
        format,
        content: asks(c, "content"),
        homes: asks(c, "homes"),
        preview: asks(c, "preview"),
      };
      const { text, ...file } = await asProblem(perform(exportRun, input, control));
      if (text === undefined) return c.json(file);
      return c.body(text, 200, {
        "Content-Type": `${file.media_type}; charset=utf-8`,
        "Content-Disposition": `attachment; filename="${encodeURIComponent(file.file_name)}"`,
        "Content-Security-Policy": INERT,
      });
    });
  }

  routes.get("/runs/:run/replay.jsonl", async (c) => {
    const { events } = await asProblem(safeRun(c.req.param("run"), control, { scope: "thread" }));
    return jsonLines(c, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  });
  return routes;
}

function asks(c: Context<AppEnv>, name: string): boolean {
  return c.req.query(name) !== undefined;
}

function jsonLines(c: Context<AppEnv>, body: string): Response {
  return c.body(body, 200, { "Content-Type": "application/jsonl; charset=utf-8" });
}
