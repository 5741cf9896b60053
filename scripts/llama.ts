// Puts llama.cpp beside the project for the one test that runs a GGUF file. It is no dependency of the
// project, since all who only start it would wait for its size. Without it that test says so and skips.
import { installBeside } from "./side-package.ts";

/** The only build that the package names: another machine's would be another 29 MB each. */
const hasBuild = process.platform === "linux" && process.arch === "x64";

if (hasBuild) {
  installBeside({
    source: "runtime/model/testing/llama",
    target: "node_modules/.cache/llama",
    title: "llama.cpp for the GGUF test",
    tests: "The GGUF test",
    words: ["--omit=optional"],
  });
}
