import { describe, expect, test } from "vitest";

import { type Answer, startModelServer } from "#runtime/model/testing/local-model-server.ts";
import { systemClock } from "#runtime/system-services.ts";
import type { Cassette } from "./cassette.ts";
import { MemoryRecorder } from "./memory-recorder.ts";
import { recordingFetch } from "./recording-fetch.ts";

/** Records one POST to a real server and reads its answer with `read`. */
async function record(
  answer: Answer,
  read: (response: Response, stop: AbortController) => Promise<unknown>,
): Promise<Cassette | undefined> {
  await using server = await startModelServer(answer);
  const recorder = new MemoryRecorder(systemClock);
  const fetch = recordingFetch({ fetch: globalThis.fetch }, recorder);
  const stop = new AbortController();
  const url = `${server.url}/v1/chat/completions`;
  const init = { method: "POST", body: '{"model":"m"}', signal: stop.signal };
  await fetch(url, init).then((response) => read(response, stop), ignore);
  return recorder.cassettes()[0];
}

function ignore(): void {}

describe("recordingFetch()", () => {
  test("keeps the request, the head and the exact bytes, and gives them all to the reader", async () => {
    const sent = Buffer.from([0x64, 0xe2, 0x82, 0xac, 0xff, 0x00, 0x0a, 0xef, 0xbb, 0xbf]);
    let received: Uint8Array | undefined;

    const cassette = await record(
      (response) => {
        response.writeHead(200, { "content-type": "text/event-stream", "set-cookie": "a=b" });
        response.end(sent);
      },
      async (response) => {
        received = new Uint8Array(await response.arrayBuffer());
      },
    );

    expect(Buffer.from(received ?? [])).toEqual(sent);
    expect(Buffer.concat(cassette?.chunks.map(({ bytes }) => bytes) ?? [])).toEqual(sent);
    expect(cassette?.request).toEqual({
      method: "POST",
      path: "/v1/chat/completions",
      headers: {},
      body: '{"model":"m"}',
    });
    expect(cassette?.response?.status).toBe(200);
    expect(cassette?.response?.headers["content-type"]).toBe("text/event-stream");
    expect(cassette?.response?.headers).not.toHaveProperty("set-cookie");
    expect(cassette?.end.how).toBe("whole");
  });

  test("passes each chunk on as the same object, before the next one is sent", async () => {
    const chunks = [Buffer.from("one"), Buffer.from("two")];
    const asked: number[] = [];
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const next = chunks[asked.length];
          asked.push(asked.length);
          if (next === undefined) return controller.close();
          controller.enqueue(next);
        },
      },
      { highWaterMark: 0 },
    );
    const recorder = new MemoryRecorder(systemClock);
    const fetch = recordingFetch({ fetch: async () => new Response(body) }, recorder);

    const reader = (await fetch("http://127.0.0.1/")).body?.getReader();

    expect(asked).toHaveLength(0); // nothing is read ahead
    expect((await reader?.read())?.value).toBe(chunks[0]);
    expect(asked).toHaveLength(1);
    expect((await reader?.read())?.value).toBe(chunks[1]);
    expect((await reader?.read())?.done).toBe(true);
  });

  test("closes the provider's socket when the reader leaves, and says that the answer was cut", async () => {
    await using server = await startModelServer((response) => {
      response.write("first");
    });
    const recorder = new MemoryRecorder(systemClock);
    const fetch = recordingFetch({ fetch: globalThis.fetch }, recorder);

    const response = await fetch(server.url);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await server.hungUp;

    expect(recorder.cassettes()[0]?.end.how).toBe("cut");
    expect(recorder.cassettes()[0]?.chunks).toHaveLength(1);
  });

  test("records an aborted answer as cut and gives the reader the reason", async () => {
    const reason = new Error("Stopped by a person");
    let failure: unknown;

    const cassette = await record(
      (response) => {
        response.write("first");
      },
      async (response, stop) => {
        const reader = response.body?.getReader();
        await reader?.read();
        stop.abort(reason);
        failure = await reader?.read().catch((error: unknown) => error);
      },
    );

    expect(failure).toBe(reason);
    expect(cassette?.end.how).toBe("cut");
  });

  test("records a connection that breaks in mid-answer as broken", async () => {
    const cassette = await record(
      (response) => {
        response.write("first", () => response.destroy());
      },
      (response) => response.text().catch(ignore),
    );

    expect(cassette?.end).toMatchObject({ how: "broken", error: "terminated" });
  });

  test("records a request that nobody answers without a response", async () => {
    const cassette = await record(
      (response) => {
        response.destroy();
      },
      async () => {},
    );

    expect(cassette?.response).toBeUndefined();
    expect(cassette?.end).toMatchObject({ how: "broken", error: "fetch failed" });
  });

  test("counts milliseconds from the request by the given clock", async () => {
    let now = 1000;
    const clock = { ...systemClock, monotonic: () => now };
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          now += 25;
          controller.enqueue(Buffer.from("x"));
          if (now > 1060) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const recorder = new MemoryRecorder(clock);
    const fetch = recordingFetch(
      {
        fetch: async () => {
          now += 10;
          return new Response(body);
        },
      },
      recorder,
    );

    await (await fetch("http://127.0.0.1/")).text();

    const [cassette] = recorder.cassettes();
    expect(cassette?.response?.ms).toBe(10);
    expect(cassette?.chunks.map(({ ms }) => ms)).toEqual([35, 60, 85]);
  });
});
