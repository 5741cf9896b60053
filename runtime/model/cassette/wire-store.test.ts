import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import type { WireTap } from "./exchange-sink.ts";
import { createWireStore } from "./node-wire-store.ts";
import { readCassette, readCassettes } from "./read-cassette.ts";
import { recordingFetch } from "./recording-fetch.ts";

const STEP = { run_id: "r_1", step_id: "st_1" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "uar-wire-"));
});
afterEach(() => rm(folder, { recursive: true }));

function store(capBytes: number, report: (error: unknown) => void = rethrow) {
  return createWireStore({ folder: join(folder, "wire"), capBytes, clock: systemClock, report });
}

function rethrow(error: unknown): void {
  throw error;
}

/** Sends one request whose answer is the given chunks and reads it to its end. */
async function exchange(tap: WireTap, chunks: readonly string[], status = 200): Promise<string> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(Buffer.from(chunk));
      controller.close();
    },
  });
  const fetch = recordingFetch({ fetch: async () => new Response(body, { status }) }, tap);
  return (await fetch("http://127.0.0.1/v1", { method: "POST", body: "{}" })).text();
}

function textOf(bytes: Uint8Array | undefined): string {
  const { chunks } = readCassette(bytes ?? new Uint8Array());
  return Buffer.concat(chunks.map((chunk) => chunk.bytes)).toString();
}

describe("createWireStore()", () => {
  test("keeps the bytes of a step in a file of its own that only its owner may read", async () => {
    const wire = store(1000);

    await exchange(wire.tap(STEP), ["data: 1\n\n", "data: 2\n\n"]);
    await wire.close();

    const path = join(folder, "wire", "r_1", "st_1.cassette");
    expect(textOf(await readFile(path))).toBe("data: 1\n\ndata: 2\n\n");
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await wire.read(STEP)).toEqual(await readFile(path));
  });

  test("keeps every exchange of a step, in order", async () => {
    const wire = store(1000);
    const tap = wire.tap(STEP);

    await exchange(tap, ["busy"], 429);
    await exchange(tap, ["data: 1\n\n"]);

    const exchanges = readCassettes((await wire.read(STEP)) ?? new Uint8Array());
    expect(exchanges.map(({ response }) => response?.status)).toEqual([429, 200]);
    expect(exchanges.map(({ end }) => end.how)).toEqual(["whole", "whole"]);
  });

  test("shows a running answer up to its newest byte", async () => {
    const wire = store(1000);
    const pipe = new TransformStream<Uint8Array, Uint8Array>();
    const writer = pipe.writable.getWriter();
    const fetch = recordingFetch(
      { fetch: async () => new Response(pipe.readable) },
      wire.tap(STEP),
    );
    const reader = (await fetch("http://127.0.0.1/")).body?.getReader();

    const written = writer.write(Buffer.from("so far"));
    await reader?.read();
    await written;

    expect(textOf(await wire.read(STEP))).toBe("so far");
    await reader?.cancel();
    expect(readCassette((await wire.read(STEP)) ?? new Uint8Array()).end.how).toBe("cut");
  });

  test("keeps no more than the cap of an answer and says how much it left out", async () => {
    const wire = store(10);

    const received = await exchange(wire.tap(STEP), ["12345678", "90abc", "defgh"]);

    const cassette = readCassette((await wire.read(STEP)) ?? new Uint8Array());
    expect(received).toHaveLength(18);
    expect(textOf(await wire.read(STEP))).toBe("1234567890");
    expect(cassette.end).toMatchObject({ how: "whole", left_out: 8 });
  });

  test("writes an answer larger than its batches in order", async () => {
    const wire = store(10_000_000);
    const chunks = Array.from({ length: 300 }, (_, at) => `${at} `.repeat(300));

    await exchange(wire.tap(STEP), chunks);

    expect(textOf(await wire.read(STEP))).toBe(chunks.join(""));
  });

  test("reports a disk that fails once, and the answer goes on", async () => {
    const failures: unknown[] = [];
    await writeFile(join(folder, "wire"), "a file where the folder should be");
    const wire = store(1000, (error) => failures.push(error));
    const tap = wire.tap(STEP);

    const received = [await exchange(tap, ["one"]), await exchange(tap, ["two"])];
    await wire.close();

    expect(received).toEqual(["one", "two"]);
    expect(failures).toHaveLength(1);
  });

  test.each(["../r_1", "r_1/..", "", "r_2"])("has nothing for the run %j", async (run_id) => {
    const wire = store(1000);
    await exchange(wire.tap(STEP), ["one"]);
    await wire.close();

    expect(await wire.read({ ...STEP, run_id })).toBeUndefined();
  });
});
