import { Buffer } from "node:buffer";

import { watchPage } from "./harmless-page.ts";
import { hostileCorpora, OWN_TEXTS } from "./hostile-texts.ts";
import { expect } from "./kit/expect.ts";
import type { Answer } from "./kit/model/answer.ts";
import { type ScriptedModel, startModel } from "./kit/model/model-server.ts";
import type { ModelRequest } from "./kit/model/scripted-answer.ts";
import { watchChat } from "./kit/page/chat.ts";
import { asks, test } from "./playground.ts";

test("hostile text, arguments, citations and bundles run nothing and reach nobody", async ({
  page,
  playground,
}) => {
  const chat = await watchChat(page);
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  await page.goto(playground.loginUrl);
  const { session_id, run_id } = await playground.ask("<img src=x onerror=alert(1)>", {
    model: "scenario/hostile@rate=2000",
  });
  await page.goto(`${playground.url}/s/${session_id}`);
  const run = await playground.ended(run_id);
  await expect(page.locator("uar-run")).toHaveAttribute("status", run.status);
  await expect(page.locator("uar-run")).toContainText("If you can read this as plain text");

  const addresses = [
    `/s/${session_id}`,
    `/runs/${run_id}`,
    `/runs/${run_id}?tab=wire`,
    `/runs/${run_id}/stage`,
    `/runs/${run_id}/sources/1`,
    `/runs/${run_id}/sources/2`,
    "/runs",
  ];
  for (const address of addresses) {
    await page.goto(playground.url + address);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(
      await page.locator("main script:not([nonce]):not([type='application/json'])").count(),
    ).toBe(0);
    expect(
      await page.locator("main :is(img, form[action*=attacker], base, meta, svg[onload])").count(),
    ).toBe(0);
    expect(await page.locator("main a[href^='javascript:'], main a[href^='data:']").count()).toBe(
      0,
    );
  }
  expect(dialogs).toEqual([]);
  expect(chat).toMakeNoRemoteRequests();
});

/** So many texts stand in one answer: more of them would hide in a fence that one of them opens. */
const TEXTS_AN_ANSWER = 120;

const scripted = test.extend<{ say: { texts: readonly string[] }; model: ScriptedModel }>({
  say: async ({}, use) => use({ texts: [] }),
  model: async ({ say }, use) => {
    await using model = await startModel({ answers: (request) => hostileAnswer(say, request) });
    await use(model);
  },
  env: async ({ model }, use) => use(asks(model)),
});

/** Thinks, says and calls a tool with the texts; the tool fails with what it was called with. */
function hostileAnswer({ texts }: { texts: readonly string[] }, { body }: ModelRequest): Answer {
  const isAnswered = lastRole(body) === "tool";
  if (isAnswered) return ["That was all"];
  return [
    ...texts.map((text) => ({ reasoning: `${text}\n\n` })),
    ...texts.map((text) => `${text}\n\n`),
    ...texts.slice(0, 3).map((text) => ({
      call: { name: "workspace__fail", arguments: { message: `!${text.slice(0, 400)}` } },
    })),
  ];
}

for (const [corpus, texts] of new Map([["our own", OWN_TEXTS], ...hostileCorpora()])) {
  scripted(
    `no text of ${corpus} runs, asks for anything or breaks the page`,
    async ({ page, playground, say, model }) => {
      scripted.skip(texts === undefined, `The corpus ${corpus} is not at ../shared/data/corpora`);
      const watched = await watchPage(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto(playground.loginUrl);
      let session: string | undefined;
      let run = "";
      for (const batch of batches(texts ?? [])) {
        say.texts = batch;
        const more = session === undefined ? {} : { session_id: session };
        const asked = await playground.ask(batch.find((text) => text.trim() !== "") ?? "x", more);
        if (session === undefined) await page.goto(`${playground.url}/s/${asked.session_id}`);
        session = asked.session_id;
        run = asked.run_id;
        await expect(page.locator(`uar-run[run=${run}]`)).toHaveAttribute("status", "completed");
        expect(lastRole(model.requests.at(-1)?.body ?? "{}"), "the calls were answered").toBe(
          "tool",
        );
      }

      await watched.expectHarmless("while the answers came");
      for (const address of [
        `/s/${session}`,
        `/runs/${run}`,
        `/runs/${run}/stage`,
        "/runs",
        "/sessions",
      ]) {
        await page.goto(playground.url + address);
        await watched.expectHarmless(address);
      }
    },
  );
}

test("no title, file name or imported log runs, asks for anything or breaks the page", async ({
  page,
  playground,
}) => {
  const watched = await watchPage(page);
  await page.goto(playground.loginUrl);
  const first = await playground.ask(OWN_TEXTS[1] ?? "", { model: "scenario/hostile@rate=2000" });
  const model = "scenario/markdown@rate=2000";
  await Promise.all(OWN_TEXTS.map((text) => playground.ask(text, { model })));
  await playground.ended(first.run_id);

  await page.goto(`${playground.url}/s/${first.session_id}`);
  const files = OWN_TEXTS.slice(0, 8).map((text, at) => ({
    name: `${text.slice(0, 100).replaceAll("/", "\u2215")}${at}.txt`,
    mimeType: "text/plain",
    buffer: Buffer.from(text),
  }));
  await page.getByRole("textbox", { name: "Message" }).focus();
  await page.getByLabel("Attach files").setInputFiles(files);
  await watched.expectHarmless("files that are chosen");
  await page.getByRole("textbox", { name: "Message" }).fill("Look at these");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("list", { name: "Attached files" }).getByRole("listitem"),
  ).toHaveCount(files.length);
  await watched.expectHarmless("files that were sent");

  const log = await (await playground.fetch(`/runs/${first.run_id}.jsonl`)).text();
  await page.goto(`${playground.url}/runs`);
  await page.getByText("Import", { exact: true }).first().click();
  await page.getByLabel("File").setInputFiles({
    name: "<img src=x onerror=window.hacked=1>.jsonl",
    mimeType: "application/x-ndjson",
    buffer: Buffer.from(log),
  });
  await page.getByRole("button", { name: "Import" }).click();
  await page.waitForURL(/\/runs\/r_\w+$/);
  await watched.expectHarmless("an imported log");

  for (const address of ["/sessions", "/runs", "/go?q=%3Cimg", `/s/${first.session_id}`]) {
    await page.goto(playground.url + address);
    await watched.expectHarmless(address);
  }
});

function batches(texts: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(texts.length / TEXTS_AN_ANSWER);
  return Array.from({ length: count }, (_, at) =>
    texts.slice(at * TEXTS_AN_ANSWER, (at + 1) * TEXTS_AN_ANSWER),
  );
}

function lastRole(body: string): string | undefined {
  // What the runtime asks is a Chat Completions request.
  return (JSON.parse(body) as { messages: readonly { role: string }[] }).messages.at(-1)?.role;
}
