import { expect, test } from "vitest";

import { sseFrames } from "./sse-frames.ts";

async function framesOf(pieces: readonly string[]): Promise<readonly string[]> {
  async function* source() {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  const frames = await Array.fromAsync(sseFrames(source()));
  return frames.map((frame) => Buffer.from(frame).toString());
}

test("frames are cut at blank lines of each kind, however their bytes came", async () => {
  const frames = ["data: ü\n\n", "id: 2\r\ndata: b\r\n\r\n", "data: c\r\r", "data: rest"];

  for (const length of [1, 2, 7, 100]) {
    const pieces = frames.join("").match(new RegExp(`[^]{1,${length}}`, "g")) ?? [];
    expect(await framesOf(pieces)).toEqual(frames);
  }
});

test("a frame is given as soon as it is whole", async () => {
  const more = Promise.withResolvers<void>();
  async function* source() {
    yield Buffer.from("data: a\n\n");
    await more.promise;
  }
  const frames = sseFrames(source());

  expect(Buffer.from((await frames.next()).value ?? []).toString()).toBe("data: a\n\n");
  more.resolve();
  expect((await frames.next()).done).toBe(true);
});
