import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright";

import { urls } from "#views/urls.ts";
import { startProcess } from "../stream/measured-process.ts";
import { startWordModel, type WordModel } from "./word-model.ts";

/** A playground whose model says what the bench wants it to. */
export interface ChatBench {
  readonly browser: Browser;
  readonly model: WordModel;
  /** Signs in whoever opens it. */
  readonly login: string;
}

/** Measures with a playground of its own, and takes it away. */
export async function withChatBench<Result>(
  browser: Browser,
  measure: (bench: ChatBench) => Promise<Result>,
): Promise<Result> {
  const model = await startWordModel();
  const data = await mkdtemp(join(tmpdir(), "uar-bench-"));
  const server = await startProcess({
    script: new URL("../../server/main.ts", import.meta.url),
    args: ["serve"],
    env: {
      UAR_TOKEN: "bench",
      UAR_PORT: "0",
      UAR_DATA: data,
      OPENAI_BASE_URL: `${model.url}/v1`,
      OPENAI_API_KEY: "none",
      OPENAI_MODEL: "bench",
    },
  });
  try {
    return await measure({ browser, model, login: server.url });
  } finally {
    await server.stop();
    await model.close();
    await rm(data, { recursive: true });
  }
}

/** Opens a new chat at an address of the playground, and asks. */
export async function ask(page: Page, at: string): Promise<void> {
  await page.goto(new URL(urls.chat(), at).href);
  await page.getByLabel("Model").selectOption("openai/bench");
  await page.getByRole("textbox", { name: "Message" }).fill("Tell me");
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

/** Resolves when the answer is whole. */
export async function answered(page: Page): Promise<void> {
  await page.locator("uar-run[status=completed]").last().waitFor({ timeout: 120_000 });
}
