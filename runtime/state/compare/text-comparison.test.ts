import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { comparePrompts } from "./prompt-comparison.ts";
import { compareTexts, LINES_MAX, type TextRow } from "./text-comparison.ts";

const line = fc.constantFrom("", "One line", "One line more", "Something else", "# Head");
const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join("\n"));

function side(rows: readonly TextRow[], name: "a" | "b"): string {
  return rows.flatMap((row) => row[name]?.map((mark) => mark.text).join("") ?? []).join("\n");
}

function ops(rows: readonly TextRow[]): string {
  const signs = { same: "=", changed: "≠", removed: "−", added: "+" };
  return rows.map(({ op }) => signs[op]).join("");
}

describe("compareTexts()", () => {
  it("holds both texts whole", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const rows = compareTexts(a, b);

        expect(side(rows, "a")).toBe(a);
        expect(side(rows, "b")).toBe(b);
        expect(rows.every(({ op }) => op === "same")).toBe(a === b);
      }),
    );
  });

  it("lays lines beside each other that are much alike, and no others", () => {
    const rows = compareTexts(
      "Head\nThe tool timed out twice\nEnd",
      "Head\nThe tool was lost twice\nAnd this is new\nEnd",
    );

    expect(ops(rows)).toBe("=≠+=");
    expect(rows[1]?.a?.filter(({ changed }) => changed)).toEqual([
      { text: "timed out", changed: true },
    ]);
    expect(ops(compareTexts("Nothing of this", "is there at all"))).toBe("−+");
  });

  it("lets lines without words hold nothing together", () => {
    const rows = compareTexts(
      "Some files say so.\n\nHere is what they say about approvals.\n\nThe end",
      "Here is what they say about stopping.\n\nThe end",
    );

    expect(ops(rows)).toBe("−−≠==");
  });

  it("pairs the lines that are most alike, wherever they stand in a gap", () => {
    const rows = compareTexts(
      "The first thing is new\nThe retry policy pays twice for one answer",
      "The retry policy pays once for one answer\nA last word",
    );

    expect(ops(rows)).toBe("−≠+");
  });

  it("takes what is beyond the bound as one line more", () => {
    const long = (end: string) => `${"x\n".repeat(LINES_MAX)}${end}`;

    const rows = compareTexts(long("y\nz"), long("y\nz"));

    expect(rows).toHaveLength(LINES_MAX + 1);
    expect(rows.at(-1)?.a).toEqual([{ text: "y\nz", changed: false }]);
  });
});

describe("comparePrompts()", () => {
  it("lays messages of one role and tool beside each other", () => {
    const a = {
      system: "Be kind",
      messages: [
        { role: "user", text: "Go" },
        { role: "assistant", text: "read a.md" },
        { role: "tool", tool: "read", text: "Yes" },
      ],
      left_out: 0,
    } as const;
    const b = {
      system: "Be kind\nBe brief",
      messages: [
        { role: "user", text: "Go" },
        { role: "assistant", text: "read b.md" },
        { role: "tool", tool: "read", text: "Yes" },
        { role: "assistant", text: "Done" },
      ],
      left_out: 0,
    } as const;

    const { system, messages } = comparePrompts(a, b);

    expect(ops(system)).toBe("=+");
    expect(ops(messages)).toBe("=≠=+");
    expect(messages[1]).toEqual({
      op: "changed",
      role: "assistant",
      a: [
        { text: "read ", changed: false },
        { text: "a", changed: true },
        { text: ".md", changed: false },
      ],
      b: [
        { text: "read ", changed: false },
        { text: "b", changed: true },
        { text: ".md", changed: false },
      ],
    });
  });
});
