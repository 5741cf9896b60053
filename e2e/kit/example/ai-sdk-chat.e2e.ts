import { test as base } from "@playwright/test";

import { expect } from "#e2e/kit/expect.ts";
import { type ScriptedModel, startModel } from "#e2e/kit/model/model-server.ts";
import { type Chat, watchChat } from "#e2e/kit/page/chat.ts";
import { type ChaosProxy, startChaosProxy } from "#e2e/kit/proxy/chaos-proxy.ts";
import { serveAiSdkChat } from "./serve-ai-sdk-chat.ts";

const DELTAS = Array.from({ length: 60 }, (_, at) => `word ${at} of the answer, `);
const TEXT = DELTAS.join("");

const test = base.extend<{ model: ScriptedModel; chaos: ChaosProxy; chat: Chat }>({
  model: async ({}, use) => {
    await using model = await startModel({ answers: [DELTAS], pacing: "held" });
    await use(model);
  },
  chaos: async ({ model }, use) => {
    await using server = await serveAiSdkChat(model.url);
    await using chaos = await startChaosProxy(server.url);
    await use(chaos);
  },
  chat: async ({ page, chaos }, use) => {
    const chat = await watchChat(page, { answer: page.getByRole("article").nth(1) });
    await page.goto(chaos.url);
    await use(chat);
  },
});

test("an undisturbed answer is whole, once, and disturbs nobody", async ({ chat, model }) => {
  await chat.ask("What do you say?");
  await model.advanceTo(30);
  await expect(chat.answer).toContainText("word 29");

  await expect(chat).toKeepSelection(async () => {
    model.release();
    await expect(chat).toLoseNoText(TEXT);
  });

  await expect(chat).toDuplicateNoText(TEXT);
  await expect(chat).toChurnDomBelow(1);
  await expect(chat).toShiftLayoutBy(0);
  expect(chat).toMakeNoRemoteRequests();
  expect(chat).toRaiseNoErrors();
});

test("what the reader scrolled to stays where it is", async ({ chat, model }) => {
  await chat.ask("What do you say?".repeat(80));
  await model.advanceTo(30);
  await expect(chat.answer).toContainText("word 29");
  await chat.conversation.evaluate((log) => log.scrollTo(0, log.scrollHeight));

  await expect(chat).toKeepScrollAnchor(async () => {
    model.release();
    await expect(chat).toLoseNoText(TEXT);
  });
});

test("a reload loses the answer: the page keeps its messages, and nobody else does", async ({
  chat,
  model,
  page,
}) => {
  await chat.ask("What do you say?");
  await model.advanceTo(30);
  await expect(chat.answer).toContainText("word 29");

  await expect(chat).not.toResumeWithin(1_000, { by: () => page.reload() });
});

test("a cut connection loses the rest: the stream has no ids to go on from", async ({
  chat,
  model,
  chaos,
}) => {
  const cut = chaos.cut({ atByte: 1_000, path: "/api/chat" });
  await chat.ask("What do you say?");
  model.release();
  await cut.happened;
  await expect(chat.conversation).toContainText("The connection broke");

  await expect(chat).not.toLoseNoText(TEXT);
});

test("a frame that comes twice is shown twice: a delta does not say where it belongs", async ({
  chat,
  model,
  chaos,
}) => {
  const twice = chaos.duplicate({ frame: 10, path: "/api/chat" });
  await chat.ask("What do you say?");
  model.release();
  await twice.happened;
  await expect(chat).toLoseNoText(TEXT);

  await expect(chat).not.toDuplicateNoText(TEXT);
});

test("Stop ends what is shown and not the model: nobody hands the route's signal on", async ({
  chat,
  model,
}) => {
  await chat.ask("What do you say?");
  await model.advanceTo(30);
  await expect(chat.answer).toContainText("word 29");

  await expect(chat).not.toStopUpstreamWithin(1_000, { model });
  await expect(chat.conversation).toContainText("Stopped");
});
