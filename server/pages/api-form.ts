import { z } from "zod";

import { filledPath, namesInPath } from "#server/protocol/openapi/api-route.ts";
import type { DescribedOperation } from "#server/protocol/openapi/operations.ts";
import type { OperationField } from "#views/docs/operation-page.ts";

type Values = Readonly<Record<string, string>>;

const TOKEN = "admin_token";
const BODY = "body";

/** The fields of the form of an operation, with what was sent in them; a token is not shown again. */
export function fieldsOf(
  { path, query, body, takes }: DescribedOperation,
  isForAdmin: boolean,
  sent: Values,
): readonly OperationField[] {
  const line = { kind: "line", isRequired: true } as const;
  const inPath = namesInPath(path).map((name) => ({
    ...line,
    name: `path.${name}`,
    label: name,
    hint: "in the address",
    value: sent[`path.${name}`] ?? "",
  }));
  const inQuery = membersOf(query).map(({ name, isRequired }) => ({
    ...line,
    name: `query.${name}`,
    label: name,
    hint: isRequired ? "in the query" : "in the query, may be left out",
    value: sent[`query.${name}`] ?? "",
    isRequired,
  }));
  const text = { name: BODY, label: "Body", kind: "text", isRequired: false } as const;
  const inBody =
    body === undefined && takes === undefined
      ? []
      : [
          {
            ...text,
            hint: body === undefined ? (takes ?? "") : "JSON",
            value: sent[BODY] ?? exampleOf(body),
          },
        ];
  const secret = { name: TOKEN, label: "Token", hint: "of the administrator", value: "" };
  return [
    ...inPath,
    ...inQuery,
    ...inBody,
    ...(isForAdmin ? [{ ...secret, kind: "secret" as const, isRequired: true }] : []),
  ];
}

/** The request that a sent form means: with the session of the browser, or the administrator's token. */
export function requestOf(
  { method, path, takes, body }: DescribedOperation,
  sent: Values,
  form: Request,
): Request {
  const url = new URL(
    filledPath(path, (name) => encodeURIComponent(sent[`path.${name}`] ?? "")),
    form.url,
  );
  for (const [name, value] of Object.entries(sent)) {
    if (name.startsWith("query.")) url.searchParams.set(name.slice("query.".length), value);
  }
  const headers = new Headers({ accept: "*/*", "sec-fetch-site": "same-origin" });
  for (const name of ["host", "cookie", "authorization"]) {
    const value = form.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const token = sent[TOKEN];
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  const hasBody = body !== undefined || takes !== undefined;
  if (hasBody) headers.set("content-type", body === undefined ? (takes ?? "") : "application/json");
  return new Request(url, {
    method: method.toUpperCase(),
    headers,
    ...(hasBody && { body: sent[BODY] ?? "{}" }),
  });
}

const Members = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

function membersOf(schema: z.ZodType | undefined) {
  if (schema === undefined) return [];
  const { properties, required } = Members.parse(z.toJSONSchema(schema, { io: "input" }));
  return Object.keys(properties).map((name) => ({ name, isRequired: required.includes(name) }));
}

/** The members that a body must have, to be filled in. */
function exampleOf(schema: z.ZodType | undefined): string {
  if (schema === undefined) return "";
  const required = membersOf(schema).filter(({ isRequired }) => isRequired);
  return JSON.stringify(Object.fromEntries(required.map(({ name }) => [name, ""])), null, 2);
}
