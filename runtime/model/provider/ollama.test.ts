import { expect, test } from "vitest";

import { ollamaAddress } from "./ollama.ts";

test.each([
  [undefined, "http://127.0.0.1:11434"],
  ["", "http://127.0.0.1:11434"],
  ["0.0.0.0", "http://127.0.0.1:11434"],
  ["0.0.0.0:9000", "http://127.0.0.1:9000"],
  ["box.local", "http://box.local:11434"],
  ["http://box.local:80", "http://box.local"],
  ["https://ollama.example", "https://ollama.example"],
  ["https://ollama.example/v1/", "https://ollama.example"],
  ["http://not a host", "http://127.0.0.1:11434"],
])("OLLAMA_HOST %j means %s", (host, address) => {
  expect(ollamaAddress(host)).toBe(address);
});
