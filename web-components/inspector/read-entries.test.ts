import { describe, expect, it, onTestFinished } from "vitest";

import { readEntries } from "./read-entries.ts";
import { sampleRun } from "#views/inspector/sample-run.ts";

function addressOf(text: string): string {
  const address = URL.createObjectURL(new Blob([text]));
  onTestFinished(() => URL.revokeObjectURL(address));
  return address;
}

async function read(text: string) {
  const batches = await Array.fromAsync(readEntries(addressOf(text), new AbortController().signal));
  return batches.flat();
}

describe("readEntries()", () => {
  it("gives every event with the text that it was read from", async () => {
    const entries = sampleRun();

    expect(await read(entries.map(({ json }) => `${json}\n`).join(""))).toEqual(entries);
  });

  it("takes a last line without its line break, and no lines at all", async () => {
    const [first] = sampleRun();

    expect(await read(first?.json ?? "")).toEqual([first]);
    expect(await read("")).toEqual([]);
  });

  it("keeps a log whole that comes in many pieces", async () => {
    const entries = Array.from({ length: 40 }, () => sampleRun()).flat();

    const found = await read(entries.map(({ json }) => json).join("\n"));

    expect(found.length).toBe(entries.length);
    expect(found.at(-1)).toEqual(entries.at(-1));
  });

  it("throws when the server has no such log", async () => {
    const entries = readEntries("/no-such-run?missing", new AbortController().signal);

    await expect(Array.fromAsync(entries)).rejects.toThrow("/no-such-run?missing");
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort();

    await expect(Array.fromAsync(readEntries(addressOf("{}"), stop.signal))).rejects.toThrow(
      "abort",
    );
  });
});
