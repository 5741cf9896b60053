// Puts Miniflare with workerd beside the project for the test that runs the edge entry there. Without them that test
// says so and skips.
import { installBeside } from "./side-package.ts";

installBeside({
  source: "runtime/library/testing/workerd",
  target: "node_modules/.cache/workerd",
  title: "workerd for the test of the edge entry",
  tests: "The test of the edge entry in workerd",
  machine: "linux-x64",
  words: ["--omit=optional"],
});
