// Puts llama.cpp beside the project for the one test that runs a GGUF file. Without it that test says so and skips.
import { installBeside } from "./side-package.ts";

installBeside({
  source: "runtime/model/testing/llama",
  target: "node_modules/.cache/llama",
  title: "llama.cpp for the GGUF test",
  tests: "The GGUF test",
  machine: "linux-x64",
  words: ["--omit=optional"],
});
