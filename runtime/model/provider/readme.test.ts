import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

import { ModelConfig } from "./model-config.ts";
import { PRESET_NAMES, presetOf } from "./presets.ts";
import { toConnection } from "./to-connection.ts";

const README = readFileSync("runtime/model/README.md", "utf8");

test("the example of the README is a configuration in which every provider has an address", () => {
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(README) ?? [];
  const { models } = z.object({ models: ModelConfig }).parse(parse(yaml));

  const connections = Object.entries(models.providers).map(([name, config]) =>
    toConnection(name, config, { env: {}, fetch }),
  );

  expect(connections.length).toBeGreaterThan(5);
});

test("the table of the README names every preset with its protocols and its keys", () => {
  const cells = README.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const rows = cells.flatMap(([, name = "", protocols = "", keys = ""]) =>
    PRESET_NAMES.some((preset) => name === `\`${preset}\``) ? [[name, protocols, keys]] : [],
  );

  const written = PRESET_NAMES.map((name) => {
    const { endpoints, keyVariables } = presetOf(name);
    const keys = keyVariables.map((variable) => `\`${variable}\``).join(", ");
    const none = name === "compatible" ? "`api_key_env`" : "none";
    return [`\`${name}\``, Object.keys(endpoints).join(", "), keys || none];
  });
  expect(rows).toEqual(written);
});
