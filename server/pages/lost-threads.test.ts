import { mkdir, mkdtempDisposable, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { openNodeStore } from "#runtime/log/node-store.ts";
import { systemClock } from "#runtime/system-services.ts";
import { testApp } from "#server/test-app.ts";

/** Changes what a line of a log's file says, which no checksum fits then. */
function inLine(index: number) {
  return async (file: string) => {
    const lines = (await readFile(file, "utf8")).split("\n");
    const changed = lines.map((line, at) =>
      at === index ? line.replace("thread", "thraed") : line,
    );
    await writeFile(file, changed.join("\n"));
  };
}

/** A file that the disk does not give, whoever asks. */
async function outOfReach(file: string): Promise<void> {
  await rm(file);
  await mkdir(file);
}

/** A server that starts on two sessions, of which the file of one was changed by `damage`. */
async function startedOn(damage: (file: string) => Promise<void>) {
  const folder = await mkdtempDisposable(join(tmpdir(), "uar-lost-"));
  onTestFinished(() => folder.remove());
  const before = await testApp({ store: await openNodeStore(folder.path, systemClock) });
  await before.runtime.ask("The first question");
  const { session_id, thread_id } = (await before.runtime.ask("The second question")).run;
  await before.runtime.services.threads.close();
  const place = join(folder.path, "sessions", session_id, thread_id);
  const [name = ""] = await readdir(place);
  await damage(join(place, name));

  const app = await testApp({ store: await openNodeStore(folder.path, systemClock) });
  onTestFinished(() => app.runtime.services.threads.close());
  await app.runtime.boot();
  const page = async (path: string) => {
    const answer = await app.fetch(path, { headers: { accept: "text/html" } });
    const text = (await answer.text()).replaceAll(/<!--[^>]*-->/g, "").replaceAll(/\s+/g, " ");
    return { status: answer.status, text };
  };
  return { page, session_id, thread_id, file: join(place, name), place };
}

describe("340: a log that cannot be read", () => {
  it("is told on the lists with its file and what to do, and all others are there", async () => {
    const { page, file } = await startedOn(inLine(1));

    for (const path of ["/sessions", "/runs"]) {
      const { status, text } = await page(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain("1 conversation cannot be read whole");
      expect(text).toContain(file);
      expect(text).toContain("restore it from a backup");
      expect(text).toContain("The first question");
      expect(text).not.toContain("The second question");
    }
    expect((await page("/settings/health")).text).toContain(file);
  });

  it("is told at the address of its session, in the place of a session that is not there", async () => {
    const { page, file, session_id } = await startedOn(inLine(1));

    const { status, text } = await page(`/s/${session_id}`);

    expect(status).toBe(503);
    expect(text).toContain("Its log cannot be read");
    expect(text).toContain(file);
    expect(text).toContain("restore it from a backup");
    expect((await page("/s/s_none")).status).toBe(404);
  });

  it("is told of where it ends too early, beside what it still holds", async () => {
    const { page, file, session_id } = await startedOn(inLine(6));

    const list = (await page("/sessions")).text;

    expect(list).toContain("1 conversation cannot be read whole");
    expect(list).toContain(file);
    expect(list).toContain(`href="/s/${session_id}"`);
    expect((await page(`/s/${session_id}`)).text).toContain("The second question");
  });

  it("does not keep the server from starting where the disk does not give it", async () => {
    const { page, place, session_id } = await startedOn(outOfReach);

    const list = (await page("/sessions")).text;
    const own = await page(`/s/${session_id}`);

    expect(list).toContain("The first question");
    expect(list).toContain(place);
    expect(own.status).toBe(503);
    expect(own.text).toContain(place);
  });

  it("is told of on no page while all can be read", async () => {
    const { page } = await startedOn(async () => {});

    for (const path of ["/sessions", "/runs"]) {
      expect((await page(path)).text).not.toContain("cannot be read whole");
    }
  });
});
