import { Hono, type Context } from "hono";

import { perform } from "#runtime/control/dispatch.ts";
import { importRun } from "#runtime/control/import-run.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { wantsPage } from "#server/security/notice.ts";
import type { AppServices } from "#server/services.ts";
import { urls } from "#views/urls.ts";
import { postedFile, textOf } from "./posted-file.ts";

/** A posted file becomes a run to read: by the form of the runs page, or as the body alone. */
export function importPages({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/runs/import", async (c) => {
    const { bytes, file, format } = await posted(c);
    const input = {
      text: textOf(bytes),
      ...(file !== "" && { file }),
      ...(format !== "" && { format }),
    };
    const imported = await asProblem(perform(importRun, input, control));
    if (!wantsPage(c.req.header("accept"))) return c.json(imported, 201);
    return c.redirect(urls.run(imported.run_ids.at(-1) ?? ""), 303);
  });
  return routes;
}

interface Posted {
  readonly bytes: ArrayBuffer;
  /** What the sender calls the file; empty where they do not say. */
  readonly file: string;
  readonly format: string;
}

async function posted(c: Context<AppEnv>): Promise<Posted> {
  if (!(c.req.header("content-type") ?? "").startsWith("multipart/form-data")) {
    const { file = "", format = "" } = c.req.query();
    return { bytes: await c.req.arrayBuffer(), file: nameOf(file), format };
  }
  const { file, field } = await postedFile(c);
  return { bytes: await file.arrayBuffer(), file: nameOf(file.name), format: field("format") };
}

const NAME_CHARS = 120;

/** The last part of a path, without what could not be shown. */
function nameOf(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  return last.replaceAll(/\p{C}/gu, "").trim().slice(-NAME_CHARS);
}
