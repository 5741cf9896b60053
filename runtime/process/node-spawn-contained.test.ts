import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { spawn } from "node:child_process";
import { join } from "node:path";

import { describe, expect, test, vi } from "vitest";

import { systemClock } from "#runtime/system-services.ts";
import { findContainment, type ContainmentLevel } from "./node-containment.ts";
import { type ContainedProcess, spawnContained } from "./node-spawn-contained.ts";
import { FAMILIES } from "./testing/families.ts";
import { processesWith } from "./testing/processes-with.ts";

const HOST = join(import.meta.dirname, "fixture", "host.ts");
const PATH = process.env["PATH"] ?? "";
const LEVELS = [
  ["namespace", await findContainment(PATH)],
  ["scan", await findContainment(PATH, ["namespace"])],
] as const;

describe.each(LEVELS)("with the containment %s", (level, containment) => {
  const isHere = containment.level === level;
  const state = isHere ? "" : `, which this machine lacks (it has ${containment.level})`;

  describe.skipIf(!isHere)(`F20 cancel-orphans: a contained child${state}`, () => {
    test.each(Object.entries(FAMILIES))(
      "%s leaves no survivor when it is ended",
      async (_, script) => {
        const mark = newMark();
        const contained = await run(script, mark);
        expect(processesWith(mark)).not.toEqual([]);

        contained.kill();
        const left = await contained.swept();

        expect(left).toEqual([]);
        expect(processesWith(mark)).toEqual([]);
      },
    );

    test("that exits by itself takes with it what it left behind", async () => {
      const mark = newMark();
      const contained = await run(FAMILIES["a grandchild that was left behind"], mark);
      contained.child.stdin.end();
      const [code] = await exitOf(contained);
      const left = await contained.swept();

      expect([code, left]).toEqual([0, []]);
      expect(processesWith(mark)).toEqual([]);
    });

    test("may end in its own way when it is asked to", async () => {
      const contained = await run(`trap "exit 7" TERM; echo running; while :; do sleep 0.1; done`);
      await contained.terminate();

      expect(await exitOf(contained)).toEqual([7, null]);
    });

    test("sees the files, the folder, the streams and the exit code as ever", async () => {
      const { child } = await spawnContained(
        {
          command: "sh",
          args: ["-c", "pwd; cat; exit 3"],
          cwd: import.meta.dirname,
          env: { PATH },
        },
        containment,
        systemClock,
      );
      child.stdin.end("from the parent\n");
      const said = child.stdout.setEncoding("utf8").toArray();

      expect(await once(child, "exit")).toEqual([3, null]);
      expect((await said).join("")).toBe(`${import.meta.dirname}\nfrom the parent\n`);
    });

    test("that does not exist is a failure to start, whatever stands before it", async () => {
      const missing = { command: "no-such-program", args: [], env: { PATH } };

      await expect(spawnContained(missing, containment, systemClock)).rejects.toThrow(
        'There is no program "no-such-program"',
      );
    });
  });

  describe.skipIf(!isHere)(
    `F21 host-kill9-orphans: after SIGKILL of our own process${state}`,
    () => {
      test.each(Object.entries(FAMILIES))("%s leaves no survivor", async (_, script) => {
        const mark = newMark();
        const host = spawn(process.execPath, [HOST, level, script, mark]);
        await once(host.stdout, "data");
        const before = processesWith(mark);

        host.kill("SIGKILL");
        await once(host, "exit");

        expect(before.length).toBeGreaterThan(1);
        await vi.waitFor(() => expect(processesWith(mark)).toEqual([]), { timeout: 20_000 });
      });
    },
  );

  async function run(script: string, mark = newMark()): Promise<ContainedProcess> {
    const command = { command: "sh", args: ["-c", script, mark], env: { PATH } };
    const contained = await spawnContained(command, containment, systemClock);
    await once(contained.child.stdout, "data");
    return contained;
  }
});

test("a machine that can contain less says what may outlive us", async () => {
  const without: ContainmentLevel[] = ["namespace", "scan"];
  const group = await findContainment(PATH, without);

  expect(group).toMatchObject({ level: "group", prefix: [] });
  expect(group.note).toContain("leaves the process group");
  expect((await findContainment("", ["namespace"])).note).toContain("install bubblewrap");
});

async function exitOf({ child }: ContainedProcess): Promise<unknown[]> {
  const { exitCode, signalCode } = child;
  return exitCode === null && signalCode === null ? once(child, "exit") : [exitCode, signalCode];
}

function newMark(): string {
  return `mark-${randomUUID()}`;
}
