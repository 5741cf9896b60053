import { z } from "zod";

import type { Json } from "#runtime/event/shared.ts";
import { isObject } from "#runtime/tool/json-object.ts";
import { filledPath, namesInPath } from "./api-route.ts";
import { type DescribedOperation, type Group, GROUPS, isForAdmin } from "./operations.ts";
import { REFUSALS } from "./refusals.ts";

interface JsonObject {
  readonly [key: string]: Json;
}

/** The OpenAPI 3.1 document of these operations, made from the schemas that check their requests. */
export function openApiDocument(
  operations: readonly DescribedOperation[],
  version: string,
): JsonObject {
  const schemas: Record<string, Json> = {};
  for (const { name, schema } of Object.values(REFUSALS)) schemas[name] = schema;
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const path = filledPath(operation.path, (name) => `{${name}}`);
    const methods = (paths[path] ??= {});
    methods[operation.method] = described(operation, new SchemaShelf(operation, schemas));
  }
  return {
    openapi: "3.1.0",
    info: { title: "UAR Playground", version, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/" }],
    tags: GROUPS.map((name) => ({ name })),
    security: [{ token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "The token of the login link" },
        admin: { type: "http", scheme: "bearer", description: "UAR_ADMIN_TOKEN" },
      },
    },
  };
}

/** What an API answers with where it refuses: each has a shape of its own. */
function refusedBy(group: Group): JsonObject {
  const { name, media } = REFUSALS[group] ?? REFUSALS.Runs;
  return {
    description: "What was wrong with the request, and what helps",
    content: { [media]: { schema: { $ref: `#/components/schemas/${name}` } } },
  };
}

/** Schemas of one operation; what they define and use again goes to the document's components. */
class SchemaShelf {
  readonly #prefix: string;
  readonly #schemas: Record<string, Json>;

  constructor({ operation_id }: DescribedOperation, schemas: Record<string, Json>) {
    this.#prefix = operation_id;
    this.#schemas = schemas;
  }

  put(schema: z.ZodType, io: "input" | "output"): JsonObject {
    const name = `${this.#prefix}.${io}.`;
    const text = JSON.stringify(z.toJSONSchema(schema, { io })).replaceAll(
      '"$ref":"#/$defs/',
      `"$ref":"#/components/schemas/${name}`,
    );
    // A JSON Schema is an object of JSON values.
    const { $schema: _, $defs, ...made } = JSON.parse(text) as Record<string, Json>;
    for (const [key, value] of membersOf($defs)) this.#schemas[name + key] = value;
    return made;
  }
}

function described(operation: DescribedOperation, shelf: SchemaShelf): JsonObject {
  const { operation_id, summary, group, query, path } = operation;
  const inPath = namesInPath(path).map((name) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const body = bodyOf(operation, shelf);
  return {
    operationId: operation_id,
    summary,
    tags: [group],
    ...(isForAdmin(operation) && { security: [{ admin: [] }] }),
    parameters: [...inPath, ...(query === undefined ? [] : queryOf(shelf.put(query, "input")))],
    ...(body !== undefined && { requestBody: { content: body } }),
    responses: {
      [String(operation.status ?? 200)]: {
        description: "Done",
        content: answerOf(operation, shelf),
      },
      default: refusedBy(group),
    },
  };
}

function membersOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  return value !== undefined && isObject(value) ? Object.entries(value) : [];
}

function queryOf({ properties, required }: JsonObject): JsonObject[] {
  const names = Array.isArray(required) ? required : [];
  return membersOf(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: names.includes(name),
    schema,
  }));
}

function bodyOf(operation: DescribedOperation, shelf: SchemaShelf): JsonObject | undefined {
  const { body, takes, field = "file" } = operation;
  if (body === undefined && takes === undefined) return undefined;
  const json = body && { "application/json": { schema: shelf.put(body, "input") } };
  return { ...json, ...(takes !== undefined && { [takes]: otherBody(takes, field) }) };
}

function otherBody(takes: string, field: string): JsonObject {
  if (takes === "application/yaml") return { schema: { type: "string" } };
  if (takes === "application/gzip") return {};
  const file = { type: "string", contentMediaType: "application/octet-stream" };
  return { schema: { type: "object", properties: { [field]: file }, required: [field] } };
}

function answerOf(operation: DescribedOperation, shelf: SchemaShelf): JsonObject {
  const { answer, gives, streams } = operation;
  return {
    ...(gives !== undefined && { [gives]: { schema: { type: "string" } } }),
    ...(streams !== undefined && { "text/event-stream": { schema: streamOf(streams, shelf) } }),
    ...(answer !== undefined && dataOf(operation, shelf.put(answer, "output"))),
  };
}

/** A stream is text to JSON Schema; what stands behind each `data:` is its content. */
function streamOf(streams: z.ZodType, shelf: SchemaShelf): JsonObject {
  const event = shelf.put(streams, "output");
  const description = "Server-sent events; contentSchema is the data of one";
  return {
    type: "string",
    description,
    contentMediaType: "application/json",
    contentSchema: event,
  };
}

function dataOf(
  { enveloped, media = "application/json" }: DescribedOperation,
  data: JsonObject,
): JsonObject {
  if (enveloped === undefined) return { [media]: { schema: data } };
  const properties = { ok: { const: true }, data, request_id: { type: "string" } };
  const required = ["ok", "data", "request_id"];
  return { [media]: { schema: { type: "object", properties, required } } };
}
