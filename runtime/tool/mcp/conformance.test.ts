import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { suiteProgram } from "#runtime/tool/testing/suite-program.ts";
import { testClient } from "./testing/run-conformance.ts";

/**
 * What the two revisions require of a client. Left out is all of `auth/`, for which OAuth were needed: servers
 * are let in by the headers of the configuration, and the protocol leaves authorization to the implementation.
 */
const REQUIRED = {
  "2025-11-25": ["initialize", "tools_call", "sse-retry", "elicitation-sep1034-client-defaults"],
  "2026-07-28": [
    "tools_call",
    "request-metadata",
    "http-standard-headers",
    "http-custom-headers",
    "http-invalid-tool-headers",
    "json-schema-ref-no-deref",
    "sep-2322-client-request-state",
  ],
} as const;

const CLIENT = `"${process.execPath}" "${join(import.meta.dirname, "testing/suite-client.ts")}"`;

const program = suiteProgram("conformance");
const scenarios = Object.entries(REQUIRED).flatMap(([revision, names]) =>
  names.map((name) => ({ revision, name })),
);

describe.skipIf(program === undefined)("the official suite of MCP against our client", () => {
  it.for(scenarios)(
    "finds $name of $revision fulfilled",
    { timeout: 40_000 },
    async ({ revision, name }) => {
      const { isPassed, report } = await testClient(program ?? "", revision, name, CLIENT);

      expect(isPassed, `The suite says: ${report}`).toBe(true);
    },
  );
});
