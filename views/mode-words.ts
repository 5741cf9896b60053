import type { PermissionMode } from "#runtime/event/permission.ts";

/** What a permission mode does with calls that no rule decides. */
export const MODE_WORDS: Readonly<Record<PermissionMode, string>> = {
  default: "Tools that only read run, all others ask",
  untrusted: "Every tool asks",
  on_request: "Tools that may act only once ask, all others run",
  on_failure: "Tools run until a call fails; from then on those that act ask",
  never: "Tools that only read run, all others are denied: nobody is asked",
  plan: "Tools that only read run, all others are denied, whatever a rule allows",
  bypass: "Every tool runs",
  auto: "Tools run until one has brought text from elsewhere; from then on those that act ask",
};
