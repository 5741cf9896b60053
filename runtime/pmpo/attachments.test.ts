import { describe, expect, it } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { OutputPolicy, OutputRetention } from "#runtime/artifact/output-retention.ts";
import { perform } from "#runtime/control/dispatch.ts";
import { editTurn } from "#runtime/control/edit-turn.ts";
import { keepAttachment } from "#runtime/control/message-input.ts";
import { says, scriptedModels } from "#runtime/model/testing/scripted-models.ts";
import { recordingOf } from "#runtime/replay/recording.ts";
import { replayRun } from "#runtime/replay/replay-run.ts";
import { answerText } from "#runtime/state/run-queries.ts";
import { systemClock } from "#runtime/system-services.ts";
import { payloadsOf, testRuntime, type TestRuntimeOptions } from "#runtime/test-runtime.ts";

const PIXELS = Buffer.from("\x89PNG\r\n\x1a\npixels", "latin1");
const SECRET = "sk-a-key-that-nobody-may-read";

async function open(options: TestRuntimeOptions = {}) {
  const models = scriptedModels(
    { "a/blind": () => says("Words"), "a/seeing": () => says("A cat") },
    {
      infos: {
        "a/blind": { modalities: { input: ["text"] } },
        "a/seeing": { modalities: { input: ["text", "image"] } },
      },
    },
  );
  const outputs = openMemoryOutputStore(systemClock);
  const runtime = await testRuntime({ models, outputs, secrets: [SECRET], ...options });
  const keep = (name: string, bytes: Uint8Array<ArrayBuffer>) =>
    keepAttachment({ name, bytes }, runtime.services);
  const send = async (
    files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
    { text = "What is it?", model = "a/seeing", ...more }: Record<string, string> = {},
  ) => {
    const kept = await Promise.all(Object.entries(files).map(([name, bytes]) => keep(name, bytes)));
    const attachments = kept.map(({ output_ref, name }) => ({ output_ref, name }));
    return runtime.ask(text, { input: { text, attachments }, options: { model }, ...more });
  };
  return { models, outputs, runtime, keep, send };
}

/** What a model was sent as the files of the last question. */
function sent({ models }: Awaited<ReturnType<typeof open>>) {
  const asked = models.requests.at(-1)?.messages.findLast(({ role }) => role === "user");
  return asked?.role === "user" ? asked.attachments : undefined;
}

describe("a file that comes with a question", () => {
  it("reaches the model with what it holds, and the log with its name alone", async () => {
    const world = await open();

    const { events } = await world.send({ "cat.png": PIXELS, "notes.md": Buffer.from("# Notes") });

    expect(sent(world)?.map(({ name, content }) => [name, content])).toEqual([
      ["cat.png", { kind: "image", base64: PIXELS.toString("base64") }],
      ["notes.md", { kind: "text", text: "# Notes" }],
    ]);
    expect(payloadsOf(events, "turn.submitted")[0]?.input.attachments).toMatchObject([
      { name: "cat.png", media_type: "image/png", bytes: PIXELS.length },
      { name: "notes.md", media_type: "text/plain", bytes: 7 },
    ]);
    expect(JSON.stringify(events)).not.toContain(PIXELS.toString("base64"));
  });

  it("is a part of what was asked: other bytes of the same name are another request", async () => {
    const world = await open();
    const first = await world.send({ "a.txt": Buffer.from("One") });
    const same = await world.send({ "a.txt": Buffer.from("One") });
    const other = await world.send({ "a.txt": Buffer.from("Two") });

    const [one, again, two] = [first, same, other].map(
      ({ events }) => payloadsOf(events, "model.requested")[0]?.request_hash,
    );
    expect(again).toBe(one);
    expect(two).not.toBe(one);
  });

  it("needs no bytes to be replayed", async () => {
    const { send } = await open();
    const { run, events } = await send({ "cat.png": PIXELS });

    const result = await replayRun(recordingOf(events, run.run_id), { clock: systemClock });

    expect(result).toMatchObject({ verdict: "same", isWhole: true });
  });

  it("stands in for words, and names the session", async () => {
    const { send, runtime } = await open();

    const { run } = await send({ "cat.png": PIXELS, "b.txt": Buffer.from("B") }, { text: "" });

    const state = await (await runtime.thread(run.run_id)).state();
    expect([run.status, state.title]).toEqual(["completed", "cat.png, b.txt"]);
  });

  it("stays with the question when that is edited", async () => {
    const world = await open();
    const { session_id } = (await world.runtime.ask("First")).run;
    const { run } = await world.send({ "cat.png": PIXELS }, { session_id });

    const { turn_id } = run;
    const input = { text: "And its colour?" };
    const edited = await perform(editTurn, { turn_id, input }, world.runtime.services);
    await world.runtime.ended(edited.run_id ?? "");

    expect(sent(world)).toMatchObject([{ name: "cat.png", content: { kind: "image" } }]);
  });

  it("outlives a restart that sweeps what no log names, and expires with a word in the log", async () => {
    const { outputs, runtime, send, keep } = await open();
    const { run } = await send({ "a.txt": Buffer.from("One") });
    await keep("unsent.txt", Buffer.from("Never sent"));
    const { threads } = runtime.services;
    const retention = (policy: object) =>
      new OutputRetention({
        store: outputs,
        policy: OutputPolicy.parse(policy),
        places: threads.outputs,
        open: (place) => threads.open(place),
        clock: { now: () => "2100-01-01T00:00:00.000Z" },
        report: (error) => expect.fail(String(error)),
      });

    await retention({}).start();
    expect((await outputs.list()).map(({ bytes }) => bytes)).toEqual([3]);
    await retention({ max_age_days: 1 }).start();

    expect(await outputs.list()).toEqual([]);
    const { turns } = await (await runtime.thread(run.run_id)).state();
    expect(turns[0]?.attachments).toMatchObject([{ name: "a.txt", expired: "age" }]);
  });

  it("is told of by its name once it is kept no longer", async () => {
    const world = await open();
    const { run } = await world.send({ "a.txt": Buffer.from("One") });
    for (const known of await world.outputs.list()) await world.outputs.remove(known);

    await world.runtime.ask("And now?", {
      session_id: run.session_id,
      options: { model: "a/seeing" },
    });

    const earlier = world.models.requests.at(-1)?.messages[1];
    expect(earlier).toMatchObject({
      attachments: [{ content: { kind: "absent", reason: "it is kept no longer" } }],
    });
  });
});

describe("a picture", () => {
  it("is refused before the request by a model that cannot see, with the reason", async () => {
    const { send, models } = await open();

    const { run } = await send({ "cat.png": PIXELS }, { model: "a/blind" });

    expect(run.error).toMatchObject({
      code: "no_images",
      message: "a/blind cannot see pictures",
      hint: "Choose a model that can, or send the message without them",
    });
    expect(models.asked).toEqual([]);
  });

  it("of an earlier question does not keep a blind model from the next one", async () => {
    const { send, models, runtime } = await open();
    const { session_id } = (await send({ "cat.png": PIXELS })).run;

    const { run } = await runtime.ask("Thanks", { session_id, options: { model: "a/blind" } });

    expect(run.status).toBe("completed");
    expect(models.requests.at(-1)?.messages[1]).toMatchObject({
      attachments: [{ content: { kind: "absent", reason: "this model cannot see pictures" } }],
    });
  });
});

describe("keepAttachment()", () => {
  it("strikes out of a text what the process knows as secret", async () => {
    const world = await open();

    await world.send({ "env.txt": Buffer.from(`KEY=${SECRET}`) });

    expect(sent(world)?.[0]?.content).toEqual({
      kind: "text",
      text: `KEY=${"*".repeat(SECRET.length)}`,
    });
  });

  it.each([
    ["a.pdf", "%PDF-1.7\0", "neither a PNG, JPEG, GIF or WebP picture nor UTF-8 text"],
    ["a.txt", "", 'The file "a.txt" is empty'],
    ["big.txt", "a".repeat(10 * 1024 * 1024 + 1), "larger than 10 MB"],
  ])("refuses %s and says why", async (name, content, why) => {
    const { keep } = await open();

    await expect(keep(name, Buffer.from(content))).rejects.toThrow(why);
  });

  it("keeps the last part of a name, without what would not show", async () => {
    const { keep } = await open();

    const { name } = await keep("C:\\photos\\..\\ca\u202et.png", PIXELS);

    expect(name).toBe("cat.png");
  });
});

describe("submit_turn", () => {
  it("refuses a file that nobody keeps", async () => {
    const { runtime } = await open();
    const attachments = [{ output_ref: `out_${"ab".repeat(32)}`, name: "a.txt" }];

    await expect(runtime.submit("", { input: { text: "Go", attachments } })).rejects.toThrow(
      /No file is kept as "out_/,
    );
  });

  it("refuses a message of neither words nor files", async () => {
    const { runtime } = await open();

    await expect(runtime.submit(" ")).rejects.toThrow("Write a message or attach a file");
  });
});

describe("the offline reader", () => {
  it("says what it got", async () => {
    const { createModelResolver } = await import("#runtime/model/configured-models.ts");
    const models = await createModelResolver({ env: {}, fetch, clock: systemClock });
    const { send } = await open({ models });

    const { run } = await send(
      { "cat.png": PIXELS, "a.txt": Buffer.from("One\nTwo") },
      { text: "Hello", model: "offline/reader" },
    );

    expect(answerText(run)).toContain(
      `I got \`cat.png\` (image/png, ${PIXELS.length} bytes). It is a picture, and I cannot see.`,
    );
    expect(answerText(run)).toContain("I got `a.txt` (text/plain, 7 bytes). It begins:\n\n> One");
  });
});
