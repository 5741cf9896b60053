import { readFile } from "node:fs/promises";
import { z } from "zod";

import { writeWhole } from "./node-whole-file.ts";

/** Records that outlive their process. */
export interface RecordsFile<Records> {
  /** What was written last; where there is no file, what the schema makes of `{}`. Rejects where it cannot be read. */
  read(): Promise<Records>;
  /** Takes the place of the whole file at once, durably. */
  write(records: Records): Promise<void>;
}

/** Records in a JSON file for its owner alone. `title` says in errors what they are. */
export function openRecordsFile<Records>(
  file: string,
  schema: z.ZodType<Records>,
  title: string,
): RecordsFile<Records> {
  return {
    async read() {
      const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
        if (cause.code === "ENOENT") return "{}";
        throw new Error(`Could not read the ${title} in "${file}"`, { cause });
      });
      const parsed = schema.safeParse(parseJson(file, text));
      if (parsed.success) return parsed.data;
      const problem = z.prettifyError(parsed.error);
      throw new Error(`"${file}" does not fit; correct it or delete it:\n${problem}`);
    },
    write: (records) => writeWhole(file, `${JSON.stringify(records)}\n`),
  };
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`"${file}" is not JSON; correct it or delete it`, { cause });
  }
}
