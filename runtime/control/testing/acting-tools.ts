import { reader, writer } from "#runtime/test-runtime.ts";
import type { Tool } from "#runtime/tool/tool.ts";

/** A tool that reads and one that writes, and what each of them did, as `<tool> <path>`. */
export function actingTools(): { readonly tools: readonly Tool[]; readonly acts: string[] } {
  const acts: string[] = [];
  const noting = (tool: Tool): Tool => ({
    ...tool,
    run: (args, context) => {
      const { path } = args;
      acts.push(`${tool.name} ${typeof path === "string" ? path : JSON.stringify(path)}`);
      return tool.run(args, context);
    },
  });
  return { tools: [noting(reader), noting(writer)], acts };
}
