// Puts the suites of others beside the project: MCP's conformance suite and newman, which runs the collection
// of the Agent Protocol. And opencode, which is large, where UAR_TEST_OPENCODE=1 asks for it.
import { installBeside } from "./side-package.ts";

installBeside({
  source: "runtime/tool/testing/suites",
  target: "node_modules/.cache/suites",
  title: "the suites of MCP and of the Agent Protocol",
  tests: "Their tests",
});

if (process.env["UAR_TEST_OPENCODE"] === "1") {
  installBeside({
    source: "server/protocol/testing/opencode",
    target: "node_modules/.cache/opencode",
    title: "opencode",
    tests: "The test with opencode",
    machine: "linux-x64",
  });
}
