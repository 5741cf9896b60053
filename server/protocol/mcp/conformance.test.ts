import { describe, expect, it, onTestFinished } from "vitest";

import { testServer } from "#runtime/tool/mcp/testing/run-conformance.ts";
import { suiteProgram } from "#runtime/tool/testing/suite-program.ts";
import { serveSuite } from "./testing/serve-suite.ts";

const program = suiteProgram("conformance");

describe.skipIf(program === undefined)("the official suite of MCP against /mcp", () => {
  it.each([
    { revision: "2025-11-25", least: 30 },
    { revision: "2026-07-28", least: 37 },
  ])(
    "finds every scenario that $revision requires fulfilled",
    { timeout: 60_000 },
    async ({ revision, least }) => {
      const server = await serveSuite();
      onTestFinished(() => server.close());
      const url = `${server.origin}/mcp`;

      const { passed, failed, report } = await testServer(program ?? "", revision, url);

      expect(failed, `The suite says: ${report}`).toEqual([]);
      expect(passed.length).toBeGreaterThanOrEqual(least);
    },
  );
});
