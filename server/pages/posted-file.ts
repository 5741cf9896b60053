import type { Context } from "hono";

import type { AppEnv } from "#server/security/app-env.ts";
import { ProblemError } from "#server/security/problem.ts";

/** A form that brought a file. */
export interface PostedFile {
  readonly file: File;
  /** Another field as text; empty where it is absent. */
  readonly field: (name: string) => string;
}

/** Reads a posted form with its file. Throws ProblemError (400, 422) where there is none. */
export async function postedFile(c: Context<AppEnv>): Promise<PostedFile> {
  const body = await formOf(c);
  const { file } = body;
  if (!(file instanceof File) || file.size === 0) throw noFile();
  const field = (name: string): string => {
    const value = body[name];
    return typeof value === "string" ? value : "";
  };
  return { file, field };
}

/** The text of a file. Throws ProblemError (422) for what is none. */
export function textOf(bytes: ArrayBuffer): string {
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

function noFile(): ProblemError {
  return new ProblemError({
    status: 422,
    code: "invalid_input",
    title: "No file",
    detail: "The form came without a file, or with an empty one",
    fix: "Choose the file that is to be imported, and send the form again",
  });
}
