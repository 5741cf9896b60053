import type { ExpectedRun } from "#runtime/replay/made-test/made-test.ts";
import type { TestDecision } from "#runtime/replay/made-test/questions.ts";
import type { RunReadModel } from "#runtime/state/run-read-model.ts";
import { expect } from "./kit/expect.ts";
import type { Chat } from "./kit/page/chat.ts";
import type { Playground } from "./playground.ts";

const LABELS: Readonly<Record<string, string>> = {
  allow_once: "Allow once",
  allow_session: "Allow in session",
  allow_always: "Always allow",
  deny: "Deny",
};

/** How far a run had come when it was stopped. */
interface StopPlace {
  readonly text: string;
  readonly tool_calls: readonly { readonly name: string }[];
}

/** One run as a person meets it in the page: they send, decide, stop, and look at what came of it. */
export class RunInTest {
  readonly #playground: Playground;
  readonly #chat: Chat;
  #run_id = "";
  #decided = 0;

  constructor(playground: Playground, chat: Chat) {
    this.#playground = playground;
    this.#chat = chat;
  }

  async send(message: string): Promise<void> {
    const { page } = this.#chat;
    await page.goto(this.#playground.loginUrl);
    await this.#chat.ask(message);
    await expect(page.locator("uar-run")).toBeVisible();
    this.#run_id = (await page.locator("uar-run").getAttribute("run")) ?? "";
  }

  /** Answers the next question, which must be about this tool. */
  async decide({ tool, decision, reason, arguments: edited }: TestDecision): Promise<void> {
    const { page } = this.#chat;
    const at = this.#decided;
    this.#decided += 1;
    await expect.poll(async () => (await this.#read()).approvals.length).toBeGreaterThan(at);
    const { session_id, approvals } = await this.#read();
    const { action_id = "", tool: asked } = approvals[at] ?? {};
    expect(asked).toBe(tool);
    if (edited !== undefined) {
      await page.goto(`${this.#playground.url}/approvals/${action_id}`);
      await page.getByLabel("Arguments, as JSON").fill(JSON.stringify(edited));
    }
    const card = edited === undefined ? page.locator(`[data-action="${action_id}"]`) : page;
    if (reason !== undefined) await card.getByLabel("Reason for the model").fill(reason);
    await card.getByRole("button", { name: LABELS[decision] ?? decision, exact: false }).click();
    await expect.poll(async () => (await this.#read()).approvals[at]?.decision).toBe(decision);
    if (edited !== undefined) await page.goto(`${this.#playground.url}/s/${session_id}`);
  }

  /** Stops the run once it has said and called what it had when it was stopped. */
  async stopAt({ text, tool_calls }: StopPlace): Promise<void> {
    await expect
      .poll(async () => {
        const run = await this.#read();
        return { text: run.text, calls: run.tool_calls.map(({ name }) => name) };
      })
      .toEqual({ text, calls: tool_calls.map(({ name }) => name) });
    await this.#chat.stop.click();
  }

  /** What came of the run once it is over, as the page shows it too. */
  async ended(): Promise<ExpectedRun> {
    const { status, text, tool_calls } = await this.#playground.ended(this.#run_id);
    await expect(this.#chat.page.locator("uar-run")).toHaveAttribute("status", status);
    const calls = tool_calls.map((call) => ({
      name: call.name,
      ...(call.arguments !== undefined && { arguments: call.arguments }),
      status: call.status,
    }));
    return { status, text, tool_calls: calls };
  }

  #read(): Promise<RunReadModel> {
    return this.#playground.run(this.#run_id);
  }
}
