import { expect } from "./kit/expect.ts";
import { type Chat, watchChat } from "./kit/page/chat.ts";
import { type ChaosProxy, startChaosProxy } from "./kit/proxy/chaos-proxy.ts";
import { test as base, words } from "./scripted-playground.ts";

const STREAM = { path: /^\/stream\?/ };

/** A stream begins with how to come back and how far it is; then each event is some hundred bytes. */
const WITHIN_FIRST_WORD = 300;

/** What the page waits for a sign of life of its stream, and a little more. */
const SILENCE_MS = 15_000;

interface Fixtures {
  chaos: ChaosProxy;
  /** Opens a run whose answer has not begun, behind the proxy. */
  open: () => Promise<Chat>;
}

const test = base.extend<Fixtures>({
  chaos: async ({ playground }, use) => {
    await using chaos = await startChaosProxy(playground.url);
    await use(chaos);
  },
  open: async ({ page, chaos, playground, model }, use) => {
    const chat = await watchChat(page, { answer: page.locator("uar-run .prose") });
    await page.clock.install();
    await page.goto(chaos.url + playground.loginPath);
    const { session_id, run_id } = await playground.ask("Tell me slowly");
    await use(async () => {
      await page.goto(`${chaos.url}/s/${session_id}`);
      return chat;
    });
    model.release();
    await expect(page.locator("uar-run")).toHaveAttribute("status", "completed");
    const { text } = await playground.ended(run_id);
    await expect(chat).toLoseNoText(text);
    await expect(chat).toDuplicateNoText(text);
  },
});

test("an answer is whole and once when its stream is cut in the midst of a frame", async ({
  chaos,
  open,
  model,
}) => {
  const cut = chaos.cut({ ...STREAM, atByte: WITHIN_FIRST_WORD });
  const chat = await open();

  await model.advanceTo(3);
  await cut.happened;

  await expect(chat).toLoseNoText(words(3).join(""));
});

test("an answer is whole and once when its stream falls silent without closing", async ({
  chaos,
  open,
  model,
  page,
}) => {
  const silence = chaos.halfOpen({ ...STREAM, atByte: WITHIN_FIRST_WORD });
  const chat = await open();
  await model.advanceTo(3);
  await silence.happened;
  await expect(chat).not.toLoseNoText(words(3).join(""));

  await page.clock.fastForward(SILENCE_MS);

  await expect(chat).toLoseNoText(words(3).join(""));
});

test("an answer is whole and once when frames of it come twice", async ({ chaos, open, model }) => {
  const faults = [2, 3, 5].map((frame) => chaos.duplicate({ ...STREAM, frame }));
  const chat = await open();

  // The first frame may hold several deltas, where the page comes late.
  for (let count = 1; count <= 12; count += 1) {
    await model.advanceTo(count);
    await expect(chat).toLoseNoText(words(count).join(""));
  }

  await Promise.all(faults.map(({ happened }) => happened));
});

test("an answer is whole and once when a frame of it never comes", async ({
  chaos,
  open,
  model,
}) => {
  const drop = chaos.drop({ ...STREAM, frame: 3 });
  const chat = await open();

  await model.advanceTo(1);
  await drop.happened;
  await model.advanceTo(2);

  await expect(chat).toLoseNoText(words(2).join(""));
});

test("an answer is whole and once when the page was offline for ten seconds, and it says so", async ({
  chaos,
  open,
  model,
  page,
}) => {
  const chat = await open();
  await model.advanceTo(10);
  await expect(chat).toLoseNoText(words(10).join(""));

  chaos.goOffline();
  await model.advanceTo(60);
  await page.clock.fastForward(10_000);
  await expect(page.getByText("Offline. The run goes on without you.")).toBeVisible();
  await expect(chat.composer).toBeEditable();
  await expect(chat).not.toLoseNoText(words(60).join(""));
  chaos.goOnline();

  await expect(chat).toLoseNoText(words(60).join(""), { timeout: 60_000 });
});
