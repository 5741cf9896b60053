import { readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { z } from "zod";

import { writeWhole } from "#runtime/node-whole-file.ts";
import { oneAtATime } from "#runtime/one-at-a-time.ts";
import { RememberedRule, withRule, type RememberedRules } from "./remembered-rules.ts";

const File = z.strictObject({ rules: z.array(RememberedRule).default([]) });

const HEADING = ` What you answered with "always". Remove an entry, or do it on the page /permissions.\n`;

/**
 * Rules in a YAML file that a person can read and edit; it is read again before each change.
 * A change takes the place of the whole file at once, so a crash leaves the old one or the new one.
 * Rejects with an Error that names the file when it does not fit.
 */
export async function openRulesFile(file: string): Promise<RememberedRules> {
  let rules = await readRules(file);
  const inTurn = oneAtATime();
  const change = (edit: (known: readonly RememberedRule[]) => readonly RememberedRule[]) =>
    inTurn(async () => {
      const changed = edit(await readRules(file));
      await writeWhole(file, `#${HEADING}${stringify({ rules: changed })}`);
      rules = changed;
    });
  return {
    list: () => rules,
    add: (rule) => change((known) => withRule(known, rule)),
    remove: async (id) => {
      let removed: RememberedRule | undefined;
      await change((known) => {
        removed = known.find((rule) => rule.id === id);
        return known.filter((rule) => rule.id !== id);
      });
      return removed;
    },
  };
}

async function readRules(file: string): Promise<readonly RememberedRule[]> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "";
    throw new Error(`Could not read the remembered rules in "${file}"`, { cause });
  });
  const parsed = File.safeParse(parseYaml(file, text) ?? {});
  if (parsed.success) return parsed.data.rules;
  const problem = z.prettifyError(parsed.error);
  throw new Error(`"${file}" does not fit; correct it or delete it:\n${problem}`);
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (cause) {
    throw new Error(`"${file}" is not YAML; correct it or delete it`, { cause });
  }
}
