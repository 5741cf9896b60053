import { describe, expect, it } from "vitest";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testApp } from "#server/test-app.ts";

const PIXELS = Buffer.from("\x89PNG\r\n\x1a\npixels", "latin1");

async function open() {
  const app = await testApp({ outputs: openMemoryOutputStore(systemClock) });
  const send = (path: string, fields: Record<string, string>, files: readonly File[]) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    for (const file of files) body.append("files", file);
    return app.fetch(path, { method: "POST", body, headers: { accept: "text/html" } });
  };
  return { app, send };
}

describe("a message with files", () => {
  it("is sent by a plain form, and its page shows them", async () => {
    const { app, send } = await open();
    const files = [new File([PIXELS], "cat.png"), new File(["<b>hi</b>"], "page.html")];

    const sent = await send("/turns", { message: "Look" }, files);

    expect(sent.status).toBe(303);
    const session = sent.headers.get("location") ?? "";
    const page = await (await app.fetch(session)).text();
    const shown = /aria-label="Attached files"[\s\S]*?<\/ul>/.exec(page)?.[0] ?? "";
    expect(shown).toContain("cat.png");
    expect(shown).toContain("14 B");
    const [picture = "", text = ""] = [...new Set(shown.match(/\/outputs\/out_\w+/g))];
    expect(shown.match(/<img /g)).toHaveLength(1);

    const image = await app.fetch(picture);
    expect(image.headers.get("content-type")).toBe("image/png");
    expect(image.headers.get("content-disposition")).toBe('inline; filename="cat.png"');
    expect(image.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(Buffer.from(await image.arrayBuffer())).toEqual(PIXELS);

    const html = await app.fetch(text);
    expect(html.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(html.headers.get("content-disposition")).toBe('attachment; filename="page.html"');
    expect(html.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("needs no words: lists call it by its files", async () => {
    const { app, send } = await open();

    const sent = await send("/turns", { message: "" }, [new File([PIXELS], "cat.png")]);

    expect(sent.status).toBe(303);
    const runs = await (await app.fetch("/runs")).text();
    expect(runs.replaceAll(/<!--.*?-->/g, "")).toMatch(/<a href="\/runs\/r_\w+">cat\.png<\/a>/);
  });

  it("goes into a session, and an empty field of files is none", async () => {
    const { app, send } = await open();
    const { session_id } = (await app.runtime.ask("First")).run;

    const sent = await send(`/s/${session_id}/turns`, { message: "Next" }, [new File([], "")]);

    expect(sent.status).toBe(303);
    const thread = await app.runtime.thread(session_id);
    expect((await thread.state()).turns.at(-1)?.attachments).toBeUndefined();
  });

  it.each([
    ["a file that no model takes", [new File(["%PDF-\0"], "a.pdf")], "a.pdf"],
    [
      "more files than ten",
      Array.from({ length: 11 }, (_, at) => new File(["x"], `${at}.txt`)),
      "11 were sent",
    ],
  ])("is refused with %s, and nothing is sent", async (_, files, why) => {
    const { app, send } = await open();

    const refused = await send("/turns", { message: "Look" }, files);

    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain(why);
    expect(await app.runtime.services.threads.sessions()).toEqual([]);
  });

  it("may be larger than other requests", async () => {
    const { send } = await open();
    const large = new File(["a".repeat(2 * 1024 * 1024)], "large.txt");

    expect((await send("/turns", { message: "Look" }, [large])).status).toBe(303);
    expect((await send("/theme", {}, [large])).status).toBe(413);
  });
});

describe("POST /attachments", () => {
  it("keeps files for a program, which names them in its turn", async () => {
    const { app, send } = await open();

    const kept = await send("/attachments", {}, [new File(["One"], "a.txt")]);
    expect(kept.status).toBe(201);
    const { attachments } = (await kept.json()) as {
      attachments: { output_ref: string; name: string }[];
    };
    const named = attachments.map(({ output_ref, name }) => ({ output_ref, name }));
    const input = { text: "Look", attachments: named };
    const turn = await app.post("/control/submit_turn", { input });

    expect(turn.status).toBe(200);
    expect(attachments).toMatchObject([{ name: "a.txt", media_type: "text/plain", bytes: 3 }]);
  });

  it("says what to send where no file came", async () => {
    const { send } = await open();

    const refused = await send("/attachments", {}, []);

    expect(refused.status).toBe(422);
  });
});
