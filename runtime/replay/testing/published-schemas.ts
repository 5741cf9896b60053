import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Ajv } from "@modelcontextprotocol/server/validators/ajv";
import { z } from "zod";

/** Where the published Agent Runtime schemas and fixtures lie, beside a checkout; a clone has none. */
const PUBLISHED = new URL("../../../../shared/data/standards/agentruntime/", import.meta.url);
export const SCHEMAS = new URL("schemas/", PUBLISHED);
export const isPublished = existsSync(SCHEMAS);

const FIXTURES = new URL("fixtures/lime-profile/", PUBLISHED);

/** The names of the published fixtures; none where they do not lie beside the checkout. */
export function fixtureNames(): readonly string[] {
  return isPublished ? readdirSync(FIXTURES).toSorted() : [];
}

/** One of the published fixtures, as it stands in its file. */
export function readFixture(name: string): Readonly<Record<string, unknown>> {
  const text = readFileSync(new URL(name, FIXTURES), "utf8");
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

/** Whether a value is valid; the errors are those of the last one that was not. */
export interface Validate {
  (value: unknown): unknown;
  readonly errors?: unknown;
}

/** Checks values by one of the published schemas. */
export function publishedSchema(name: string): Validate {
  const ajv = new Ajv({ strict: false, validateSchema: false, formats: FORMATS });
  for (const file of readdirSync(SCHEMAS)) {
    const text = readFileSync(new URL(file, SCHEMAS), "utf8");
    const { $id: _, ...schema } = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    ajv.addSchema(schema, `https://schemas.test/${file}`);
  }
  const validate = ajv.getSchema(`https://schemas.test/${name}.schema.json`);
  if (validate === undefined) throw new Error(`No published schema "${name}"`);
  return validate;
}

const FORMATS = {
  "date-time": (text: string) => z.iso.datetime({ offset: true }).safeParse(text).success,
};
