import { describe, expect, test } from "vitest";

import { createPromptRegistry } from "./prompt-registry.ts";
import { renderPrompt } from "./render-prompt.ts";
import { scanPrompt } from "./scan-prompt.ts";

const loader = createPromptRegistry({
  child: "{{ x = 5 }}{{ given }}{{ outside }}",
  edit: "{{ x[0] = 9 }}",
  broken: "<user>",
  first: '<prompt path="second" />',
  second: '<prompt path="first" />',
});

describe("the text of a message", () => {
  test.each([
    ["{{ format }} {{ iffy }} {{ elsewhere }}", "a b c"],
    ["{{ `${n + 1}-${list}` }}", "3-[1,2]"],
    ["{{ n > 1 && list[0] }}{{ missing ?? 'x' }}{{ missing?.a.b?.c }}", "1x"],
    ["{{ n ? 'yes' : 'no' }} {{ typeof n }} {{ !n }} {{ -n }}", "yes number false -2"],
    ["{{ 'b' in { b: 1 } }} {{ 5 in list }} {{ list == '1,2' }}", "true false true"],
    ["{{ 'Ab'.toLowerCase().replaceAll('a', '$&') + 'x'.padStart(3, '-') }}", "$&b--x"],
    ["{{ 'a,b,c'.split(',').toReversed().join('') }} {{ list.at(-1) }}", "cba 2"],
    ["{{ [...list, ...'ab'].length }} {{ { ...{ a: 1 }, b: [null] } }}", '4 {"a":1,"b":[null]}'],
    ["{{ x = y = 2 }}{{ x + y }}{{ x++ }}{{ x }}", "423"],
    ["{{ x = {} }}{{ x.a = [] }}{{ x.a[0] = 1 }}{{ x }}", '{"a":[1]}'],
    ["{{ if !n }}a{{ else if n == 2 }}b{{ else }}c{{ endif }}", "b"],
    ["-{{ for c, i in 'ab' }}{{ i }}{{ c }} {{ endfor }}-", "-0a 1b -"],
    [" {{ for c in 'ab' }} {{ c }} {{ endfor }} -", "ab -"],
    ["{{ for c in n }}{{ c }}{{ else }}none{{ endfor }}", "none"],
    ["\\{{ a }} \\<user> \\/* \\\\ <b>{x}</b> a < b", "{{ a }} <user> /* \\ <b>{x}</b> a < b"],
    ["a/* b */<!-- c -->d", "ad"],
    ["    two\n      three\n\n    four", "two\n  three\n\nfour"],
    ["{{ $now }}", "2026-01-01T00:00:00.000Z"],
    ['<prompt path="child" given="1" />{{ x }}', "1"],
    [
      '{{ x = [1] }}<prompt path="edit" x={{ x }} /><scope x={{ x }}>{{ x[0] = 8 }}</scope>{{ x }}',
      "[1]",
    ],
    ['{{ if false }}<prompt path="broken" /><prompt path="none" />{{ endif }}ok', "ok"],
    ["{{ date }}", "1970-01-01T00:00:00.000Z"],
  ])("of %j is %j", async (content, text) => {
    const parameters = {
      format: "a",
      iffy: "b",
      elsewhere: "c",
      n: 2,
      list: [1, 2],
      date: new Date(0),
      outside: "o",
    };
    const now = "2026-01-01T00:00:00.000Z";

    const { messages } = await renderPrompt({ path: "", content }, { parameters, loader, now });

    expect(messages).toEqual([{ role: "system", content: [{ type: "text", text }] }]);
  });
});

describe("a prompt with messages", () => {
  test("has their parts, attributes and settings", async () => {
    const file = { __promptlType: "file", url: "https://example.com/a.png", isImage: true };
    const content = [
      "/* settings follow */",
      "---",
      "model: gpt-4o",
      "---",
      "Before",
      '<message role="developer" cache={{ { ttl: 5 } }}>Rules</message>',
      "<user>See {{ file }} and <content-file mime=\"text/plain\" name='a'>b</content-file></user>",
      '<assistant><tool-call id="1" name="look" arguments=\'{"a":1}\' /></assistant>',
      '<tool id="1" name="look">found</tool>',
    ].join("\n");

    const rendered = await renderPrompt({ path: "", content }, { parameters: { file } });

    expect(rendered).toEqual({
      config: { model: "gpt-4o" },
      messages: [
        { role: "system", content: [{ type: "text", text: "Before" }] },
        { role: "developer", cache: { ttl: 5 }, content: [{ type: "text", text: "Rules" }] },
        {
          role: "user",
          content: [
            { type: "text", text: "See" },
            { type: "image", image: "https://example.com/a.png" },
            { type: "text", text: "and" },
            { type: "file", file: "b", mimeType: "text/plain", name: "a" },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "tool-call", toolCallId: "1", toolName: "look", toolArguments: { a: 1 } },
          ],
        },
        { role: "tool", toolId: "1", toolName: "look", content: [{ type: "text", text: "found" }] },
      ],
    });
  });
});

describe("an attribute", () => {
  test.each([
    ["<user x='{{ missing }}a{{ null }}'>a</user>", { x: "anull" }],
    ["<user x='{{ missing }}'>a</user>", { x: undefined }],
  ])("of %j", async (content, attributes) => {
    const { messages } = await renderPrompt({ path: "", content });

    const [message] = messages;
    expect(message).toEqual({
      ...attributes,
      role: "user",
      content: [{ type: "text", text: "a" }],
    });
  });

  test.each([["{{ missing }}"], ["''"]])("that says no arguments is %s", async (given) => {
    const content = `<assistant><tool-call id="1" name="look" arguments=${given} /></assistant>`;

    const { messages } = await renderPrompt({ path: "", content });

    expect(messages[0]?.content).toMatchObject([{ type: "tool-call", toolArguments: {} }]);
  });
});

const CALL_IN_CALL = `<assistant><tool-call id="1" name="a"><tool-call id="2" name="b" /></tool-call></assistant>`;

describe("a mistake in a prompt", () => {
  test.each([
    ["a\n{{ if x }}", "unclosed-block", 2, 1],
    ["a\n </user>", "unexpected-tag-close", 2, 2],
    ["{{ a b }}", "unexpected-token", 1, 6],
    ["{{ a + }}", "parse-error", 1, 8],
    ["{{ endif }}", "unexpected-block-close", 1, 1],
    ["{{ else }}", "invalid-else-placement", 1, 1],
    ["<!-- a", "unclosed-comment", 1, 1],
    ["<user a=1 a=2>", "duplicate-attribute", 1, 11],
    ["{{ for in in x }}", "unexpected-reserved-word", 1, 8],
    ["---\na: 1\n", "unexpected-token", 1, 1],
    ["<message>a</message>", "message-tag-without-role", 1, 1],
    ["<content>a</content>", "content-tag-without-type", 1, 1],
    ['<content type="x">a</content>', "invalid-content-type", 1, 1],
    ['<tool id="1">a</tool>', "tool-message-without-name", 1, 1],
    [CALL_IN_CALL, "content-tag-inside-content", 1, 39],
    ["{{ if a }}b{{ elseif c }}d{{ endif }}", "invalid-elseif", 1, 15],
    ["{{ for class in x }}a{{ endfor }}", "unexpected-reserved-word", 1, 8],
    ["<user name=>a</user>", "missing-attribute-value", 1, 12],
    ["---\na: [1, 2\n---", "invalid-config", 2, 9],
    ["<prompt />", "reference-tag-without-prompt", 1, 1],
    ["<prompt path={{ a }} />", "invalid-static-attribute", 1, 1],
    ['<prompt path="none" />', "reference-not-found", 1, 1],
    ["{{ $now = 1 }}", "assignment-to-builtin", 1, 4],
  ])("is found by scan and rendering alike: %j", async (content, code, line, column) => {
    const source = { path: "a.promptl", content };
    const place = { code, path: "a.promptl", start: { line, column } };

    const { errors } = await scanPrompt(source, { loader });

    expect(errors[0]).toMatchObject(place);
    await expect(renderPrompt(source, { loader })).rejects.toMatchObject(place);
  });

  test.each([
    ["{{ x.y.z }}", "property-of-nothing"],
    ["<tool id='' name='b'>a</tool>", "tool-message-without-id"],
    ["<content-file mime=''>a</content-file>", "file-tag-without-mime-type"],
    ["{{ [...n] }}", "invalid-spread-in-array"],
    ["{{ { ...n } }}", "invalid-spread-in-object"],
    ["<content-text>{{ [file, file] }}</content-text>", "multiple-files-in-content-tag"],
  ])("of values is found by the rendering, with its place: %j", async (content, code) => {
    const file = { __promptlType: "file", url: "https://example.com/a.pdf" };
    const parameters = { x: {}, n: 2, file };

    const rendering = renderPrompt({ path: "", content: `a\n${content}` }, { parameters });

    await expect(rendering).rejects.toMatchObject({ code, start: { line: 2 } });
  });

  test("that is a circle of prompts keeps its code in each that leads to it", async () => {
    const { errors } = await scanPrompt(
      { path: "", content: '<prompt path="first" />' },
      { loader },
    );

    expect(errors.map(({ code }) => code)).toEqual(["circular-reference"]);
  });

  test("is one of all that a scan finds", async () => {
    const content = "<user><user>a</user></user>{{ p }}<assistant><tool-call /></assistant>";

    const { errors, parameters } = await scanPrompt({ path: "", content });

    expect(errors.map(({ code }) => code)).toEqual([
      "message-tag-inside-message",
      "tool-call-tag-without-id",
      "tool-call-without-name",
    ]);
    expect([...parameters]).toEqual(["p"]);
  });
});

test("a scan names the parameters in the order of the text", async () => {
  const content = "{{ if a }}{{ b }}{{ else if c }}{{ d }}{{ else }}{{ e }}{{ endif }}{{ f }}";

  const { parameters } = await scanPrompt({ path: "", content });

  expect([...parameters]).toEqual(["a", "b", "c", "d", "e", "f"]);
});
