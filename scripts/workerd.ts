// Puts Miniflare with workerd beside the project for the test that runs the edge entry there. Without them that test
// says so and skips.
import { installAside } from "./install-aside.ts";

installAside({
  what: "workerd",
  test: "test of the edge entry in workerd",
  source: "runtime/library/testing/workerd",
  target: "node_modules/.cache/workerd",
});
