import { defineConfig } from "oxlint";

const tests = ["**/*.test.ts", "e2e/**"];

/** Imports go one way: runtime <- views <- web-components, and runtime <- views <- server. */
const not = {
  upwards: (...rooms: readonly string[]) => ({
    regex: `^#(${rooms.join("|")})/`,
    message: "Imports go one way: runtime <- views <- web-components, runtime <- views <- server",
  }),
  runtimeBut: (...places: readonly string[]) => ({
    group: ["#runtime/**", ...places.map((place) => `!#runtime/${place}`)],
    allowTypeImports: true,
    message: `From the runtime take ${places.join(", ")} and types`,
  }),
  parent: { regex: "^\\.\\./", message: "Cross folders by name: #<room>/<folder>/<file>.ts" },
  http: { regex: "^(hono|@hono)(/|$)", message: "Only server/ speaks HTTP" },
  html: {
    regex: "^(lit|lit-html|lit-element|@lit|@lit-labs|htmx\\.org)(/|$)",
    message: "The runtime knows nothing of HTML and the DOM",
  },
  node: { regex: "^node:", message: "This folder also runs where Node does not: take a service" },
  rawLit: {
    regex: "^lit(-html)?/(directives/unsafe-|static-html)",
    message: "Text becomes Lit templates, never raw HTML",
  },
  rawHono: {
    regex: "^hono/(html|utils/html)$",
    importNames: ["raw"],
    message: "Text becomes escaped templates, never raw HTML",
  },
};

function imports(...patterns: readonly object[]): { "no-restricted-imports": ["error", object] } {
  return { "no-restricted-imports": ["error", { patterns }] };
}

const runtime = [not.upwards("views", "web-components", "server"), not.http, not.html, not.parent];

const rawHtmlProperties = [
  "innerHTML",
  "outerHTML",
  "insertAdjacentHTML",
  "setHTMLUnsafe",
  "createContextualFragment",
].map((property) => ({ property, message: "Render a Lit template instead" }));

const ambientServices = (
  [
    ["Date", "now"],
    ["performance", "now"],
    ["Math", "random"],
    ["crypto", "randomUUID"],
    ["crypto", "getRandomValues"],
  ] as const
).map(([object, property]) => ({
  object,
  property,
  message: "Time, ids and randomness come in as services",
}));

export default defineConfig({
  plugins: ["typescript", "oxc", "unicorn", "import", "vitest"],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  categories: { correctness: "error" },
  rules: {
    // Size: a switch counts once, for an exhaustive one is not complex.
    complexity: ["error", { max: 12, variant: "modified" }],
    "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],

    // Names and shape
    eqeqeq: ["error", "always", { null: "ignore" }],
    "no-else-return": "error",
    "no-var": "error",
    "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx", "hack"] }],
    "prefer-const": "error",
    "unicorn/filename-case": ["error", { case: "kebabCase" }],

    // Modules
    "import/extensions": ["error", "always", { ignorePackages: true }],
    "import/no-cycle": "error",
    "import/no-mutable-exports": "error",
    "unicorn/prefer-node-protocol": "error",

    // Injection
    "no-new-func": "error",
    "no-restricted-properties": ["error", ...rawHtmlProperties],
    "no-script-url": "error",

    // Types
    "typescript/explicit-module-boundary-types": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-unnecessary-type-assertion": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/switch-exhaustiveness-check": [
      "error",
      { considerDefaultExhaustiveForUnions: true },
    ],

    // Promises: correctness already holds no-floating-promises and await-thenable.
    "typescript/no-misused-promises": "error",
    "typescript/only-throw-error": [
      "error",
      { allowThrowingAny: true, allowThrowingUnknown: true },
    ],
    "typescript/prefer-promise-reject-errors": [
      "error",
      { allowThrowingAny: true, allowThrowingUnknown: true },
    ],
    "typescript/return-await": ["error", "error-handling-correctness-only"],
  },
  overrides: [
    { files: ["runtime/**"], rules: { ...imports(...runtime), "no-console": "error" } },
    {
      files: ["runtime/**"],
      excludeFiles: ["runtime/system-services.ts"],
      rules: { "no-restricted-properties": ["error", ...ambientServices] },
    },
    {
      files: ["runtime/{event,pmpo,control}/**"],
      excludeFiles: tests,
      rules: imports(...runtime, not.node),
    },
    {
      files: ["runtime/prompt/**"],
      excludeFiles: [...tests, "**/node-*.ts"],
      rules: imports(...runtime, not.node),
    },
    {
      files: ["runtime/state/**"],
      excludeFiles: tests,
      rules: imports(...runtime, not.node, not.runtimeBut("state/**")),
    },
    {
      // The return type of a schema factory is its body once more.
      files: ["runtime/event/**"],
      rules: { "typescript/explicit-module-boundary-types": "off" },
    },
    {
      files: ["views/**"],
      excludeFiles: tests,
      rules: imports(
        not.upwards("web-components", "server"),
        not.runtimeBut("state/**", "event/lane.ts"),
        not.parent,
        not.http,
        not.node,
        not.rawLit,
      ),
    },
    {
      files: ["web-components/**"],
      excludeFiles: tests,
      rules: imports(
        not.upwards("server"),
        not.runtimeBut("event/**", "state/**"),
        not.parent,
        not.http,
        not.node,
        not.rawLit,
      ),
    },
    {
      files: ["server/**"],
      rules: imports(not.upwards("web-components"), not.parent, not.rawLit, not.rawHono),
    },
    {
      files: tests,
      rules: {
        "max-lines-per-function": "off",
        "no-restricted-properties": "off",
        "typescript/explicit-module-boundary-types": "off",
        "typescript/no-unsafe-argument": "off",
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-call": "off",
        "typescript/no-unsafe-member-access": "off",
        "typescript/no-unsafe-return": "off",
      },
    },
    {
      // Playwright reads from `{}` that a fixture needs no other one.
      files: ["e2e/**"],
      rules: { "no-empty-pattern": ["error", { allowObjectPatternsAsParameters: true }] },
    },
    {
      files: ["**/*.test.ts"],
      rules: {
        "vitest/expect-expect": [
          "error",
          { assertFunctionNames: ["expect", "expect*", "fc.assert"] },
        ],
        "vitest/no-identical-title": "error",
      },
    },
  ],
});
