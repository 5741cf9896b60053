import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

import { packAgent, renamed, unpackAgent } from "./agent-package.ts";
import { ArchiveError, readTar, writeTar } from "./tar.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const WHEN = { exportedAt: "2026-03-01T10:00:00.000Z", by: "uar 0.1.0" };
const LONG = `skills/${"long-".repeat(15)}name/references/${"deep-".repeat(12)}notes.md`;
const FILES = new Map([
  ["agent.yaml", bytes("# kept\nname: clerk # the name\nsystem_prompt: x\n")],
  [LONG, bytes("x".repeat(1_500))],
  ["memory/2026-01-01.md", bytes("")],
]);

/** A package whose archive was changed after it was packed. */
async function tampered(change: (files: Map<string, Uint8Array>) => unknown): Promise<Uint8Array> {
  const packed = await packAgent({ name: "clerk", files: FILES }, WHEN);
  const files = new Map(readTar(gunzipSync(packed)));
  change(files);
  return gzipSync(writeTar(files));
}

describe("a package", () => {
  it("gives back every byte of an agent's folder, with a manifest beside it", async () => {
    const packed = await packAgent({ name: "clerk", files: FILES }, { ...WHEN, version: "1.0.0" });

    const { name, files } = await unpackAgent(packed);

    expect(name).toBe("clerk");
    expect([...files.keys()].toSorted()).toEqual([...FILES.keys()].toSorted());
    const manifest = readTar(gunzipSync(packed)).get("clerk.pluto/manifest.json");
    expect(JSON.parse(new TextDecoder().decode(manifest))).toMatchObject({
      format_version: expect.anything(),
      exported_at: WHEN.exportedAt,
      agent: { name: "clerk", version: "1.0.0" },
      checksum: expect.stringMatching(/[0-9a-f]{64}$/),
    });
    for (const [path, content] of FILES)
      expect(Buffer.from(files.get(path) ?? "")).toEqual(Buffer.from(content));
  });

  it("takes another name in agent.yaml alone", async () => {
    const again = renamed({ name: "clerk", files: FILES }, "porter");

    expect(new TextDecoder().decode(again.files.get("agent.yaml"))).toBe(
      "# kept\nname: porter # the name\nsystem_prompt: x\n",
    );
    expect(again.files.get(LONG)).toBe(FILES.get(LONG));
  });

  it.each([
    [
      "a changed file",
      (all: Map<string, Uint8Array>) => all.set("clerk.pluto/agent.yaml", bytes("x")),
    ],
    ["a further file", (all: Map<string, Uint8Array>) => all.set("clerk.pluto/x.md", bytes("x"))],
    ["no manifest", (all: Map<string, Uint8Array>) => all.delete("clerk.pluto/manifest.json")],
    [
      "a path that leads out",
      (all: Map<string, Uint8Array>) => all.set("clerk.pluto/../x", bytes("")),
    ],
    ["an absolute path", (all: Map<string, Uint8Array>) => all.set("/etc/x", bytes(""))],
    ["a second folder", (all: Map<string, Uint8Array>) => all.set("other/x", bytes(""))],
    ["a hidden file", (all: Map<string, Uint8Array>) => all.set("clerk.pluto/.ssh/x", bytes(""))],
    [
      "too many files",
      (all: Map<string, Uint8Array>) => {
        for (let count = 0; count < 1_001; count += 1) all.set(`clerk.pluto/${count}`, bytes(""));
      },
    ],
  ])("with %s is refused", async (_what, change) => {
    await expect(unpackAgent(await tampered(change))).rejects.toThrow(ArchiveError);
  });

  it.each(["1", "2", "3", "6", "x", "L"])("with an entry of type %s is refused", (type) => {
    const archive = Buffer.from(writeTar(new Map([["a/b", bytes("x")]])));
    archive.write(type, 156);
    const sum = archive.subarray(0, 512).reduce((all, byte) => all + byte, 0);
    const own = archive.subarray(148, 156).reduce((all, byte) => all + byte, 0);
    archive.write((sum - own + 256).toString(8).padStart(6, "0"), 148);

    expect(() => readTar(archive)).toThrow(/no plain file/);
  });

  it("that is cut off anywhere is refused", async () => {
    const packed = await packAgent({ name: "clerk", files: FILES }, WHEN);
    const tar = writeTar(FILES);

    for (let length = 0; length < packed.length; length += 37) {
      await expect(unpackAgent(packed.subarray(0, length))).rejects.toThrow(ArchiveError);
    }
    for (let length = 0; length < tar.length - 1024; length += 511) {
      expect(() => readTar(tar.subarray(0, length))).toThrow(ArchiveError);
    }
  });

  it("that stands for far more than it is does not fill the memory", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

    await expect(unpackAgent(bomb)).rejects.toThrow(/more than the/);
  });
});
