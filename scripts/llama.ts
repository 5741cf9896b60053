// Puts llama.cpp beside the project for the one test that runs a GGUF file. Without it that test says so and skips.
import { installAside } from "./install-aside.ts";

installAside({
  what: "llama.cpp",
  test: "GGUF test",
  source: "runtime/model/testing/llama",
  target: "node_modules/.cache/llama",
});
