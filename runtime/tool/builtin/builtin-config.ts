import { z } from "zod";

/** The builtin tools by the names under which models know them. */
const BUILTIN_NAMES = [
  "list_directory",
  "read_file",
  "search_files",
  "write_file",
  "move_file",
  "delete_file",
  "batch_files",
] as const;

/** The `tools` part of uar.yaml: which builtin tools there are, off unless named, and where they work. */
export const BuiltinConfig = z.strictObject({
  builtin: z.array(z.enum(BUILTIN_NAMES)).default([]),
  /** The folder in which they work; absent, `workspace` in the data folder. */
  workspace: z.string().min(1).exactOptional(),
});
export type BuiltinConfig = z.infer<typeof BuiltinConfig>;
