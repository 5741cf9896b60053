import type { CallToolResult } from "@modelcontextprotocol/server";

interface Answer {
  readonly text: string;
  readonly structured?: Record<string, unknown>;
}

/** Runs a tool; what it throws becomes an error result, in words for the model. */
export async function answer(run: () => Promise<Answer>): Promise<CallToolResult> {
  try {
    const { text, structured } = await run();
    return {
      content: [{ type: "text", text }],
      ...(structured !== undefined && { structuredContent: structured }),
    };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { content: [{ type: "text", text }], isError: true };
  }
}
