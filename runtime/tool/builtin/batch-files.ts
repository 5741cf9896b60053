import { z } from "zod";

import type { Json } from "#runtime/event/shared.ts";
import { type Tool, ToolError } from "#runtime/tool/tool.ts";
import { builtinTool } from "./builtin-tool.ts";
import { FILE_OPERATIONS, listingText } from "./file-tools.ts";
import type { Workspace } from "./workspace.ts";

const MAX_OPERATIONS = 50;
/** What the model reads of one operation; a call of `read_file` gives more. */
const MAX_SHOWN_CHARS = 16_000;

const { list, read, write, move, delete: remove } = FILE_OPERATIONS;
const Operation = z.discriminatedUnion("op", [
  list.extend({ op: z.literal("list") }),
  read.extend({ op: z.literal("read") }),
  write.extend({ op: z.literal("write") }),
  move.extend({ op: z.literal("move") }),
  remove.extend({ op: z.literal("delete") }),
]);
type Operation = z.infer<typeof Operation>;

/** Several small operations in one call and one approval. The first failure ends it and is told last. */
export function batchFiles(workspace: Workspace): Tool {
  return builtinTool({
    name: "batch_files",
    title: "Change several files",
    description: "Does several operations on files of the workspace, in order, up to a failure",
    effect: "at_most_once",
    input: z.strictObject({ operations: z.array(Operation).min(1).max(MAX_OPERATIONS) }),
    run: async ({ operations }, context) => {
      const total = operations.length;
      const outcomes: { readonly op: string; readonly ok: boolean; readonly said: string }[] = [];
      for (const operation of operations) {
        context.signal.throwIfAborted();
        const { op } = operation;
        try {
          outcomes.push({ op, ok: true, said: await perform(workspace, operation) });
        } catch (error) {
          if (!(error instanceof ToolError)) throw error;
          outcomes.push({ op, ok: false, said: `${error.code}: ${error.message}` });
          break;
        }
        context.progress({ progress: outcomes.length, total });
      }
      const lines = outcomes.map(({ op, said }, index) => `${index + 1}. ${op}: ${said}`);
      const left = total - outcomes.length;
      if (left > 0) lines.push(`${left} of ${total} operations were not tried`);
      const short: Json = outcomes.map(({ op, ok }) => ({ op, ok }));
      return { content: lines.join("\n"), details: { outcomes: short, not_tried: left } };
    },
  });
}

async function perform(workspace: Workspace, operation: Operation): Promise<string> {
  switch (operation.op) {
    case "list":
      return `${operation.path}\n${listingText(await workspace.list(operation.path))}`;
    case "read": {
      const { path, offset, limit } = operation;
      const { content } = await workspace.read(path, offset, Math.min(limit, MAX_SHOWN_CHARS));
      return `${path}\n${content}`;
    }
    case "write": {
      const { path, content, overwrite } = operation;
      const { created } = await workspace.write(path, content, overwrite);
      return `${created ? "created" : "replaced"} ${path}`;
    }
    case "move":
      await workspace.move(operation.from, operation.to, operation.overwrite);
      return `${operation.from} to ${operation.to}`;
    case "delete":
      return `${operation.path} (${await workspace.remove(operation.path, operation.recursive)})`;
  }
}
