import { expect, test } from "vitest";

import { McpServerConfig } from "./config.ts";
import { expandVariables } from "./expand-variables.ts";

const env = { HOME: "/home/me", TOKEN: "s3cr3t-t0k3n", EMPTY: "" };

test("variables are filled in everywhere and once only", () => {
  const config = McpServerConfig.parse({
    command: "${HOME}/bin/server",
    args: ["--root=${HOME}", "${TOKEN}${EMPTY}", "$HOME", "${NOT-A-NAME}"],
    cwd: "${MISSING:-/tmp}",
    env: { KEY: "${TOKEN}", TEXT: "${MISSING:-${}" },
  });

  expect(expandVariables(config, env).config).toEqual({
    command: "/home/me/bin/server",
    args: ["--root=/home/me", "s3cr3t-t0k3n", "$HOME", "${NOT-A-NAME}"],
    cwd: "/tmp",
    env: { KEY: "s3cr3t-t0k3n", TEXT: "${" },
    trust: false,
  });
});

test("what a variable holds is not expanded again", () => {
  const config = McpServerConfig.parse({ command: "${A}" });

  expect(expandVariables(config, { A: "${B}", B: "x" }).config).toMatchObject({ command: "${B}" });
});

test("the env of a server at an address gives variables for its texts", () => {
  const config = McpServerConfig.parse({
    url: "https://${HOST}/mcp",
    headers: { Authorization: "Bearer ${TOKEN}" },
    env: { HOST: "example.com" },
  });

  expect(expandVariables(config, env).config).toMatchObject({
    url: "https://example.com/mcp",
    headers: { Authorization: "Bearer s3cr3t-t0k3n" },
  });
});

test.each(["MISSING", "toString", "__proto__"])(
  "a variable %s without a value is named",
  (name) => {
    const config = McpServerConfig.parse({ command: `\${${name}}` });

    expect(() => expandVariables(config, env)).toThrow(`The variable "${name}" is not set`);
  },
);

test("what was filled in is taken out of texts again", () => {
  const config = McpServerConfig.parse({ command: "run", args: ["--key=${TOKEN}"] });
  const { redact } = expandVariables(config, env);

  expect(redact("run --key=s3cr3t-t0k3n failed")).toBe("run --key=${TOKEN} failed");
});
