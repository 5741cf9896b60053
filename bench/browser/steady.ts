import { answered, ask, type ChatBench } from "./chat-bench.ts";
import { markdownWords } from "./speech.ts";
import type { Row } from "./table.ts";
import { weightOf } from "./weight.ts";

const PER_SECOND = 1_000;
const WORDS = 40_000;

/** What a page holds half way through a long answer, and at its end: it may grow by the text, and by no more. */
export async function steadyRows({ browser, model, login }: ChatBench): Promise<readonly Row[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(login);
    model.speech = { pieces: markdownWords(WORDS), perSecond: PER_SECOND };
    await ask(page, login);
    const half = page
      .locator(".prose")
      .last()
      .getByText(`w${WORDS / 2}`)
      .first();
    await half.waitFor({ timeout: 120_000 });
    const middle = await weightOf(page);
    await answered(page);
    const end = await weightOf(page);
    const what = `chat, an answer of ${WORDS} words`;
    return [
      { what: `${what}: heap half way`, unit: "MB", value: middle.heapMb },
      { what: `${what}: heap at the end`, unit: "MB", value: end.heapMb },
      {
        what: `${what}: heap a further 1,000 words take`,
        unit: "MB",
        value: (end.heapMb - middle.heapMb) / (WORDS / 2_000),
      },
      { what: `${what}: elements`, unit: "", value: end.elements },
    ];
  } finally {
    await page.close();
  }
}
