import type { MadeTest } from "./made-test.ts";

const TITLE_CHARS = 60;

/**
 * A Playwright spec that starts a server in the world of a run, does what people did, and looks at
 * what comes of it: what one reads first, and all the data below it.
 */
export function specText(test: MadeTest): string {
  const { run_id, world, message, decisions, expected } = test;
  return [
    'import { expect } from "#e2e/kit/expect.ts";',
    'import { inRecordedWorld } from "#e2e/recorded-world.ts";',
    'import type { RecordedWorld } from "#runtime/replay/made-test/recorded-world.ts";',
    "",
    `// Made from the run ${run_id}. Its model and its tools say again what they said then, so`,
    "// nothing is done twice; the server, the permissions and the page are the real ones.",
    "const test = inRecordedWorld(recorded());",
    "",
    `test(${json(titleOf(message))}, async ({ run, chat }) => {`,
    ...indented([
      `await run.send(${json(message)});`,
      ...decisions.map((decision) => `await run.decide(${json(decision)});`),
      "",
      `const expected = ${json(expected)};`,
      ...(test.is_stopped ? ["await run.stopAt(expected);"] : []),
      "expect(await run.ended()).toEqual(expected);",
      "await expect(chat).toShowTheSameAfterReload();",
      "expect(chat).toMakeNoRemoteRequests();",
    ]),
    "});",
    "",
    "function recorded(): RecordedWorld {",
    ...indented([`return ${json(world)};`]),
    "}",
    "",
  ].join("\n");
}

/** JSON is an expression of TypeScript, whatever is in its texts. */
function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function indented(statements: readonly string[]): readonly string[] {
  const lines = statements.flatMap((statement) => statement.split("\n"));
  return lines.map((line) => (line === "" ? line : `  ${line}`));
}

function titleOf(message: string): string {
  const line = message.trim().split("\n")[0] ?? "";
  return line.length <= TITLE_CHARS ? line : `${line.slice(0, TITLE_CHARS)}…`;
}
