import { expect, it } from "vitest";

import { toCallOptions } from "#runtime/model/ai-sdk-prompt.ts";
import type { ModelAttachment, ModelRequest } from "#runtime/model/driver.ts";
import { PROTOCOLS } from "./protocols.ts";

const FILE = { output_ref: "out_1", bytes: 4, sha256: "1" };
const PICTURE: ModelAttachment = {
  ...FILE,
  name: "a.png",
  media_type: "image/png",
  content: { kind: "image", base64: "iVBO" },
};
const TEXT: ModelAttachment = {
  ...FILE,
  name: "a.txt",
  media_type: "text/plain",
  content: { kind: "text", text: "One\nTwo" },
};
const SAID = `[The file "a.txt"]\nOne\nTwo\n[End of "a.txt"]`;
const URL = "data:image/png;base64,iVBO";

function asking(...attachments: ModelAttachment[]): ModelRequest {
  return { messages: [{ role: "user", content: "Look", attachments }], tools: [] };
}

function body(protocol: keyof typeof PROTOCOLS, ...attachments: ModelAttachment[]) {
  return PROTOCOLS[protocol].write(asking(...attachments), "m").body;
}

it("chat sends pictures as data URLs, and words alone as one text", () => {
  const content = [
    { type: "image_url", image_url: { url: URL } },
    { type: "text", text: SAID },
    { type: "text", text: "Look" },
  ];
  expect(body("chat", PICTURE, TEXT)).toMatchObject({ messages: [{ role: "user", content }] });
  expect(body("chat", TEXT)).toMatchObject({ messages: [{ content: `${SAID}\n\nLook` }] });
});

it("responses sends pictures as input_image", () => {
  const content = [
    { type: "input_image", image_url: URL },
    { type: "input_text", text: SAID },
    { type: "input_text", text: "Look" },
  ];
  expect(body("responses", PICTURE, TEXT)).toMatchObject({ input: [{ role: "user", content }] });
});

it("anthropic sends pictures as blocks of base64", () => {
  const content = [
    { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBO" } },
    { type: "text", text: SAID },
    { type: "text", text: "Look" },
  ];
  expect(body("anthropic", PICTURE, TEXT)).toMatchObject({ messages: [{ role: "user", content }] });
});

it("gemini sends pictures as inline data", () => {
  const parts = [
    { inlineData: { mimeType: "image/png", data: "iVBO" } },
    { text: SAID },
    { text: "Look" },
  ];
  expect(body("gemini", PICTURE, TEXT)).toMatchObject({ contents: [{ role: "user", parts }] });
});

it("ollama sends pictures beside the words", () => {
  const message = { role: "user", content: `${SAID}\n\nLook`, images: ["iVBO"] };
  expect(body("ollama", PICTURE, TEXT)["messages"]).toEqual([message]);
  expect(body("ollama", TEXT)["messages"]).toEqual([{ role: "user", content: `${SAID}\n\nLook` }]);
});

it("cohere sends pictures as data URLs, and words alone as one text", () => {
  const content = [
    { type: "image_url", image_url: { url: URL } },
    { type: "text", text: SAID },
    { type: "text", text: "Look" },
  ];
  expect(body("cohere", PICTURE, TEXT)).toMatchObject({ messages: [{ role: "user", content }] });
  expect(body("cohere", TEXT)).toMatchObject({ messages: [{ content: `${SAID}\n\nLook` }] });
});

it("AI SDK models get pictures as file parts", () => {
  const content = [
    { type: "file", mediaType: "image/png", data: { type: "data", data: "iVBO" } },
    { type: "text", text: SAID },
    { type: "text", text: "Look" },
  ];
  expect(toCallOptions(asking(PICTURE, TEXT)).prompt).toEqual([{ role: "user", content }]);
});

it("a file that is not there is told of, with the reason", () => {
  const reason = "it is kept no longer";
  const gone: ModelAttachment = { ...PICTURE, content: { kind: "absent", reason } };

  expect(body("chat", gone)).toMatchObject({
    messages: [{ content: `[The file "a.png", image/png: ${reason}]\n\nLook` }],
  });
});
