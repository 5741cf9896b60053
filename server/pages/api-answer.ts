import type { ApiAnswer } from "#views/docs/operation-page.ts";

/** How much of an answer is shown, and how long a stream is listened to. */
const MAX_SHOWN_BYTES = 32 * 1024;
const LISTEN_MS = 10_000;

/** The beginning of an answer as text; a stream is left once enough was heard of it. */
export async function beginningOf(response: Response): Promise<ApiAnswer> {
  const { status, headers, body } = response;
  const type = headers.get("content-type") ?? "";
  const decoder = new TextDecoder();
  const late = AbortSignal.timeout(LISTEN_MS);
  let text = "";
  let isCut = false;
  const reader = body?.getReader();
  const leave = (): void => {
    isCut = true;
    void reader?.cancel(); // It settles the read that waits.
  };
  late.addEventListener("abort", leave, { once: true });
  try {
    for (;;) {
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) break;
      text += decoder.decode(chunk.value, { stream: true });
      if (text.length < MAX_SHOWN_BYTES) continue;
      leave();
      break;
    }
  } finally {
    late.removeEventListener("abort", leave);
  }
  return { status, type, text: shown(text.slice(0, MAX_SHOWN_BYTES), type, isCut), isCut };
}

function shown(text: string, type: string, isCut: boolean): string {
  if (isCut || !/json\b/.test(type) || type.includes("jsonl")) return text;
  return JSON.stringify(JSON.parse(text), null, 2);
}
