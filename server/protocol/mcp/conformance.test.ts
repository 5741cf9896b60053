import { describe, expect, it, onTestFinished } from "vitest";

import { testServer } from "#runtime/tool/mcp/testing/run-conformance.ts";
import { suiteProgram } from "#runtime/tool/testing/suite-program.ts";
import { serveSuite } from "./testing/serve-suite.ts";

/**
 * Here the server asks its caller while a call is open, and the answer comes in a request of its own. Before
 * 2026 that needs a session that ties the two together, and /mcp keeps nothing between requests.
 */
const NEEDS_A_SESSION = [
  "tools-call-sampling",
  "tools-call-elicitation",
  "elicitation-sep1034-defaults",
  "elicitation-sep1330-enums",
];

const program = suiteProgram("conformance");

describe.skipIf(program === undefined)("the official suite of MCP against /mcp", () => {
  it.each([
    { revision: "2025-11-25", exceptions: NEEDS_A_SESSION, least: 26 },
    { revision: "2026-07-28", exceptions: [], least: 37 },
  ])(
    "finds every scenario that $revision requires fulfilled but the argued exceptions",
    { timeout: 60_000 },
    async ({ revision, exceptions, least }) => {
      const server = await serveSuite();
      onTestFinished(() => server.close());
      const url = `${server.origin}/mcp`;

      const { passed, failed, report } = await testServer(program ?? "", revision, url);

      expect(failed, `The suite says: ${report}`).toEqual(exceptions);
      expect(passed.length).toBeGreaterThanOrEqual(least);
    },
  );
});
