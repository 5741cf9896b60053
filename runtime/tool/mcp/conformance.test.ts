import { join } from "node:path";

import { describe, it } from "vitest";

import { suiteProgram } from "#runtime/tool/testing/suite-program.ts";
import { testClient } from "./testing/run-conformance.ts";

/** What the two revisions have in common of how a client signs in. */
const SIGN_IN = [
  "auth/metadata-default",
  "auth/metadata-var1",
  "auth/metadata-var2",
  "auth/metadata-var3",
  "auth/basic-cimd",
  "auth/scope-from-www-authenticate",
  "auth/scope-from-scopes-supported",
  "auth/scope-omitted-when-undefined",
  "auth/scope-step-up",
  "auth/scope-retry-limit",
  "auth/token-endpoint-auth-basic",
  "auth/token-endpoint-auth-post",
  "auth/token-endpoint-auth-none",
  "auth/pre-registration",
] as const;

/** What the two revisions require of a client. */
const REQUIRED = {
  "2025-11-25": [
    "initialize",
    "tools_call",
    "sse-retry",
    "elicitation-sep1034-client-defaults",
    ...SIGN_IN,
  ],
  "2026-07-28": [
    "tools_call",
    "request-metadata",
    "http-standard-headers",
    "http-custom-headers",
    "http-invalid-tool-headers",
    "json-schema-ref-no-deref",
    "sep-2322-client-request-state",
    ...SIGN_IN,
    "auth/resource-mismatch",
    "auth/offline-access-scope",
    "auth/offline-access-not-supported",
    "auth/authorization-server-migration",
    "auth/iss-supported",
    "auth/iss-not-advertised",
    "auth/iss-supported-missing",
    "auth/iss-wrong-issuer",
    "auth/iss-unexpected",
    "auth/iss-normalized",
    "auth/metadata-issuer-mismatch",
  ],
} as const;

const CLIENT = `"${process.execPath}" "${join(import.meta.dirname, "testing/suite-client.ts")}"`;

const program = suiteProgram("conformance");
const scenarios = Object.entries(REQUIRED).flatMap(([revision, names]) =>
  names.map((name) => ({ revision, name })),
);

describe.skipIf(program === undefined)("the official suite of MCP against our client", () => {
  it.concurrent.for(scenarios)(
    "finds $name of $revision fulfilled",
    { timeout: 40_000 },
    async ({ revision, name }, { expect }) => {
      const { isPassed, report } = await testClient(program ?? "", revision, name, CLIENT);

      expect(isPassed, `The suite says: ${report}`).toBe(true);
    },
  );
});
