import { Hono, type Context } from "hono";

import { perform } from "#runtime/control/dispatch.ts";
import { importRun } from "#runtime/control/import-run.ts";
import { asProblem } from "#server/command-problem.ts";
import type { AppEnv } from "#server/security/app-env.ts";
import { wantsPage } from "#server/security/notice.ts";
import { ProblemError } from "#server/security/problem.ts";
import type { AppServices } from "#server/services.ts";
import { urls } from "#views/urls.ts";

/** A posted file becomes a run to read: by the form of the runs page, or as the body alone. */
export function importPages({ control }: AppServices): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post("/runs/import", async (c) => {
    const { bytes, file, format } = await posted(c);
    const input = {
      text: decoded(bytes),
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
  const { file, format } = await formOf(c);
  if (!(file instanceof File) || file.size === 0) throw noFile();
  const bytes = await file.arrayBuffer();
  return { bytes, file: nameOf(file.name), format: typeof format === "string" ? format : "" };
}

async function formOf(c: Context<AppEnv>) {
  try {
    return await c.req.parseBody();
  } catch (cause) {
    throw new ProblemError(
      {
        status: 400,
        code: "bad_form",
        title: "Bad form",
        detail: "The body is not the form that its content type says",
        fix: "Send multipart/form-data with its boundary, or the file alone as text",
      },
      { cause },
    );
  }
}

const NAME_CHARS = 120;

/** The last part of a path, without what could not be shown. */
function nameOf(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  return last.replaceAll(/\p{C}/gu, "").trim().slice(-NAME_CHARS);
}

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ProblemError(
      {
        status: 422,
        code: "invalid_input",
        title: "The file is not text",
        detail: "The file is not valid UTF-8",
        fix: "Unpack it if it is packed, and give it as text in UTF-8",
      },
      { cause },
    );
  }
}

function noFile(): ProblemError {
  return new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "No file",
    detail: "The form came without a file, or with an empty one",
    fix: "Choose the file that holds the run, and send the form again",
  });
}
