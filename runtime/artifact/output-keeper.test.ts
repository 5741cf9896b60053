import { createHash } from "node:crypto";
import { expect, it } from "vitest";

import { Secrets } from "#runtime/model/cassette/secrets.ts";
import { systemClock } from "#runtime/system-services.ts";
import { openMemoryOutputStore } from "./memory-output-store.ts";
import { OutputKeeper, type OutputKeeperOptions } from "./output-keeper.ts";

async function kept(text: string, more: Omit<OutputKeeperOptions, "store"> = {}) {
  const store = openMemoryOutputStore(systemClock);
  const facts = await new OutputKeeper({ store, ...more }).keep(text);
  const stream = await store.read(facts?.sha256 ?? "");
  return { facts, text: stream === undefined ? undefined : await new Response(stream).text() };
}

it("keeps a text under the hash of its bytes", async () => {
  const { facts, text } = await kept("Zwölf");
  const sha256 = createHash("sha256").update("Zwölf").digest("hex");

  expect(text).toBe("Zwölf");
  expect(facts).toEqual({
    output_ref: `out_${sha256}`,
    sha256,
    bytes: 6,
    total_bytes: 6,
    redactions: 0,
  });
});

it.each([3, 4, 5, 6, 7])("cuts at %i bytes without cutting a character", async (maxBytes) => {
  const { facts, text } = await kept("aé漢💥", { maxBytes });

  expect(text).toBe({ 3: "aé", 4: "aé", 5: "aé", 6: "aé漢", 7: "aé漢" }[maxBytes]);
  expect(facts).toMatchObject({ total_bytes: 10, bytes: Buffer.byteLength(text ?? "") });
});

it("strikes known secrets out, also one that lies across the cut, and counts them", async () => {
  const secrets = new Secrets(["sesame-open-wide"]);

  const whole = await kept("key=sesame-open-wide; again sesame-open-wide", { secrets });
  const cut = await kept("key=sesame-open-wide", { secrets, maxBytes: 12 });

  expect(whole.text).toBe(`key=${"*".repeat(16)}; again ${"*".repeat(16)}`);
  expect(whole.facts?.redactions).toBe(2);
  expect(cut.text).toBe("key=********");
});

it("tells why nothing was kept, and gives nothing", async () => {
  const failures: unknown[] = [];
  const full = new Error("ENOSPC");
  const store = {
    ...openMemoryOutputStore(systemClock),
    put: () => Promise.reject(full),
  };
  const keeper = new OutputKeeper({ store, report: (error) => failures.push(error) });

  expect(await keeper.keep("Too much")).toBeUndefined();
  expect(failures).toEqual([full]);
});
