import { expect, test } from "vitest";

import { ToolError } from "#runtime/tool/tool.ts";
import { readResult } from "./call-result.ts";

test("each kind of content becomes text for the model and a line in the summary", () => {
  const data = Buffer.from("0123456789").toString("base64");
  const output = readResult({
    content: [
      { type: "text", text: "Look" },
      { type: "image", mimeType: "image/png", data },
      { type: "audio", mimeType: "audio/wav", data },
      { type: "resource_link", uri: "file:///etc/shadow", name: "a link" },
      { type: "resource", resource: { uri: "file:///etc/passwd", text: "inside" } },
      { type: "resource", resource: { uri: "file:///b", blob: data } },
    ],
  });

  expect(output.content).toBe(
    [
      "Look",
      "[image: image/png, 10 bytes]",
      "[audio: audio/wav, 10 bytes]",
      "[link: a link, file:///etc/shadow]",
      "[resource: file:///etc/passwd]\ninside",
      "[resource: file:///b, 10 bytes]",
    ].join("\n\n"),
  );
  expect(output.details).toEqual({
    blocks: [
      { type: "text", chars: 4 },
      { type: "image", media_type: "image/png", bytes: 10 },
      { type: "audio", media_type: "audio/wav", bytes: 10 },
      { type: "resource_link", uri: "file:///etc/shadow", name: "a link" },
      { type: "resource", uri: "file:///etc/passwd" },
      { type: "resource", uri: "file:///b" },
    ],
  });
});

test("structured content goes to the screen, and to the model where there is no text", () => {
  expect(readResult({ content: [], structuredContent: { n: 1 } })).toEqual({
    content: '{"n":1}',
    details: { blocks: [], structured_content: { n: 1 } },
  });
});

test.each([
  [[{ type: "text" as const, text: "No such file" }], "No such file"],
  [[], "The tool failed and gave no reason"],
])("an error result is thrown in the words of the server", (content, message) => {
  expect(() => readResult({ content, isError: true })).toThrow(new ToolError(message));
});
