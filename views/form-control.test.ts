import { expect, test } from "vitest";

import { readFields } from "#runtime/state/form-field.ts";
import { questionFields } from "#runtime/state/question-fields.ts";
import { argumentFields, fieldValues } from "#runtime/tool/argument-fields.ts";
import { rendered } from "./rendered.ts";
import { serverQuestion } from "./run/server-question.ts";
import { argumentForm } from "./tools/argument-form.ts";

const ASKED = { action_id: "act_1", tool: "desk__reserve", prompt: "For whom?" };
const QUESTION = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", title: "Name", description: "As in <b>", default: "A & <b>" },
    guests: { type: "integer", minimum: 1, default: 2 },
    agreed: { type: "boolean", default: false },
    seat: { type: "string", enum: ["a", "w"], enumNames: ["Aisle", "Window"], default: "w" },
    day: { type: "string", format: "date" },
    wishes: { type: "array", items: { enum: ["quiet", "sea"] }, default: ["sea"] },
  },
};
const TOOL = {
  type: "object",
  required: ["path", "mode"],
  properties: {
    path: { type: "string", description: "Where", maxLength: 80, default: "a.md" },
    text: { type: "string" },
    count: { type: "integer", default: 3 },
    mode: { enum: ["fast", 2, "2", null], title: "Mode" },
    deep: { type: "boolean", default: true },
    tags: { type: "array", items: { type: "string" }, default: ["a", "b"] },
    free: {},
    window: { type: "object", properties: { "from/to": { type: "number" } } },
  },
};
const ARGUMENTS = {
  path: 'a "b" & <c>.md',
  text: "two\nlines",
  count: 4,
  mode: "2",
  deep: false,
  tags: ["x", "y z"],
  free: { any: [null] },
  window: { "from/to": 1.5 },
};

const question = () =>
  rendered(serverQuestion(ASKED, { server: "desk", schema: QUESTION }, "live"));

function toolForm(args: typeof ARGUMENTS | Record<string, never>): Promise<string> {
  const fields = argumentFields(TOOL) ?? [];
  const values = fieldValues(fields, args);
  const tool = { name: "files__write", source: "files" };
  const form = { tool, fields, values, json: "{}", agents: ["guide"], idempotency_key: "t_1" };
  return rendered(argumentForm(form));
}

test("a question's form that is sent as it comes answers with the defaults", async () => {
  expect(readFields(questionFields(QUESTION) ?? [], sentBy(await question()))).toEqual({
    name: "A & <b>",
    guests: 2,
    agreed: false,
    seat: "w",
    wishes: ["sea"],
  });
});

test("a tool's form that was filled with arguments sends these arguments", async () => {
  const sent = sentBy(await toolForm(ARGUMENTS));

  expect(readFields(argumentFields(TOOL) ?? [], sent)).toEqual(ARGUMENTS);
});

test("a tool's form that was not filled sends nothing, and tells the defaults", async () => {
  const form = await toolForm({});

  expect(readFields(argumentFields(TOOL) ?? [], sentBy(form))).toEqual({});
  expect(form).toContain('placeholder="a.md"');
  expect(form).toContain('placeholder="a\nb"');
  expect(form).toContain("not sent, true counts");
});

test("each control has the name that its label gives it", async () => {
  const asked = await question();

  expect(labelsIn(asked)).toEqual([
    "Name",
    "guests optional",
    "agreed optional",
    "seat optional",
    "day optional",
    "quiet",
    "sea",
  ]);
  expect(asked).toMatch(/<legend[^>]*>wishes <small>optional/);
  const labelled = [...asked.matchAll(/<label[^>]* for="([^"]*)"/g)].map(([, id]) => id);
  expect(labelled).toHaveLength(5);
  for (const id of labelled) expect(asked).toMatch(new RegExp(`<(input|select) id="${id}"`));
  expect(asked).toMatch(/id="action-act_1-0-hint"[^>]*>As in &lt;b&gt;</);
  expect(asked).toMatch(/name="field:0"[^>]* aria-describedby="action-act_1-0-hint"/);
  expect(labelsIn(await toolForm({})).slice(0, 8)).toEqual([
    "path Where",
    "text optional",
    "count optional",
    "Mode",
    "deep optional",
    "tags optional",
    "free optional",
    "from/to optional",
  ]);
});

/** The words of the labels; what a label holds beside its words is left out. */
function labelsIn(html: string): string[] {
  return [...html.matchAll(/<label[^>]*>(.*?)<\/label>/gs)].map(([, inside = ""]) =>
    inside
      .replaceAll(/<(select|textarea).*?<\/\1>/gs, "")
      .replaceAll(/<[^>]*>/g, "")
      .replaceAll(/\s+/g, " ")
      .trim(),
  );
}

/** What a browser without script sends for the fields in a page, by their names. */
function sentBy(html: string): Record<string, string> {
  const controls = [...html.matchAll(/<(input|select|textarea)([^>]*)>(?:(.*?)<\/\1>)?/gs)];
  return Object.fromEntries(
    controls.flatMap(([, tag, attributes = "", inside = ""]) => {
      const name = / name="([^"]*)"/.exec(attributes)?.[1];
      const isOff = attributes.includes('type="checkbox"') && !attributes.includes(" checked");
      return name === undefined || isOff ? [] : [[name, plain(valueOf(tag, attributes, inside))]];
    }),
  );
}

function valueOf(tag: string | undefined, attributes: string, inside: string): string {
  if (tag === "textarea") return inside.replace(/^\n/, "");
  if (tag === "select") return /<option value="([^"]*)" selected/.exec(inside)?.[1] ?? "";
  return / value="([^"]*)"/.exec(attributes)?.[1] ?? "";
}

function plain(escaped: string): string {
  const texts = { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" };
  return escaped.replaceAll(
    /&(lt|gt|quot|#39|amp);/g,
    (_, name: keyof typeof texts) => texts[name],
  );
}
