import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Ajv } from "ajv";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";

import { openMemoryOutputStore } from "#runtime/artifact/memory-output-store.ts";
import { systemClock } from "#runtime/system-services.ts";
import { suiteProgram } from "#runtime/tool/testing/suite-program.ts";
import { serveLetIn } from "#server/security/test-server.ts";
import { testApp } from "#server/test-app.ts";

const STANDARD = join(import.meta.dirname, "../../../../shared/data/standards/agent-protocol");
const BUNDLE = `[{ steps: [{ bundle: { artifact: a, title: Chart, html: <b>1</b> } }, { text: Drawn }] }]`;

/** Measures the machine, not the server. */
const TIMED = "Response time is less than 500ms";
/** The only request that goes elsewhere; it empties what newman begins without. */
const EXTERNAL = "Cleanup Previous Run Copy";

const Item = z.looseObject({ name: z.string() });
const Collection = z.looseObject({
  item: z.array(z.looseObject({ item: z.array(Item) })),
});

/** As much of newman's report as is looked at. */
const Report = z.object({
  run: z.object({
    stats: z.object({ assertions: z.object({ total: z.int() }) }),
    executions: z.array(
      z.object({
        item: z.object({ name: z.string() }),
        request: z.object({ method: z.string(), url: z.object({ path: z.array(z.string()) }) }),
        response: z.object({
          code: z.int(),
          header: z.array(z.object({ key: z.string(), value: z.string() })),
          stream: z.object({ data: z.array(z.int()) }),
        }),
      }),
    ),
    failures: z.array(
      z.object({ error: z.object({ test: z.string().optional(), message: z.string() }) }),
    ),
  }),
});

const program = suiteProgram("newman");
const isHere = existsSync(STANDARD);
if (!isHere) process.stderr.write(`SKIPPED: the Agent Protocol's collection is not here\n`);

describe.skipIf(program === undefined || !isHere)("the Agent Protocol's own collection", () => {
  it("passes in newman, with answers that fit the protocol's schemas", async () => {
    const app = await testApp({ outputs: openMemoryOutputStore(systemClock), passes: BUNDLE });
    const server = await serveLetIn(app.app, app.token);
    onTestFinished(() => server.close());

    const { executions, failures, stats } = await runCollection(program ?? "", server.origin);

    const faults = failures.map(({ error }) => error).filter(({ test }) => test !== TIMED);
    expect(faults).toEqual([]);
    expect(stats.assertions.total).toBe(26);
    expect(executions).toHaveLength(12);
    const ajv = new Ajv({ strict: false }).addSchema(readStandard("openapi.json"), "standard");
    for (const { item, request, response } of executions) {
      const type = response.header.find(({ key }) => key.toLowerCase() === "content-type")?.value;
      if (type?.startsWith("application/json") !== true) continue;
      const body: unknown = JSON.parse(Buffer.from(response.stream.data).toString());
      const fits = ajv.validate(`standard#/components/schemas/${schemaOf(request)}`, body);
      expect(fits, `${item.name}: ${ajv.errorsText()}`).toBe(true);
    }
  }, 60_000);
});

/** Runs all requests but the external one, in a folder that has the file that they upload. */
async function runCollection(
  newman: string,
  origin: string,
): Promise<z.infer<typeof Report>["run"]> {
  const folder = await mkdtemp(join(tmpdir(), "uar-collection-"));
  try {
    const collection = Collection.parse(readStandard("agent_protocol_v1.json"));
    const item = collection.item.map((group) => ({
      ...group,
      item: group.item.filter(({ name }) => name !== EXTERNAL),
    }));
    await writeFile(join(folder, "collection.json"), JSON.stringify({ ...collection, item }));
    await writeFile(join(folder, "test_output.txt"), "Washington");
    const words = ["run", "collection.json", "--global-var", `url=${origin}`, "--working-dir", "."];
    await run([newman, ...words, "-r", "json", "--reporter-json-export", "report.json"], folder);
    return Report.parse(JSON.parse(await readFile(join(folder, "report.json"), "utf8"))).run;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Failed assertions are in the report; without one newman itself failed. */
function run(words: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, { cwd, timeout: 50_000 }, (error, _, stderr) => {
      if (error === null || existsSync(join(cwd, "report.json"))) resolve();
      else reject(new Error(`newman failed: ${stderr}`, { cause: error }));
    });
  });
}

function readStandard(name: string): object {
  return z.looseObject({}).parse(JSON.parse(readFileSync(join(STANDARD, name), "utf8")));
}

type Asked = z.infer<typeof Report>["run"]["executions"][number]["request"];

function schemaOf({ method, url }: Asked): string {
  const last = url.path.at(-1);
  if (last === "artifacts") return "Artifact";
  if (last === "steps") return "Step";
  return method === "GET" && last === "tasks" ? "TaskListResponse" : "Task";
}
