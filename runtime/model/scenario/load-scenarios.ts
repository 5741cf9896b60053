import { parseScenario, ScenarioError } from "./parse-scenario.ts";
import type { Scenario } from "./scenario-file.ts";

export interface ScenarioSource {
  /** For messages: where the text comes from. */
  readonly file: string;
  readonly text: string;
}

export interface LoadedScenarios {
  readonly scenarios: readonly Scenario[];
  /** One message a file that cannot be used, or that repeats a name. */
  readonly problems: readonly string[];
}

/** Reads what it can: one broken file does not take the others away. */
export function loadScenarios(sources: readonly ScenarioSource[]): LoadedScenarios {
  const byName = new Map<string, Scenario>();
  const problems: string[] = [];
  for (const { file, text } of sources) {
    try {
      const scenario = parseScenario(text, file);
      if (byName.has(scenario.name)) {
        problems.push(
          `${file}: name is "${scenario.name}", which another file has: choose another`,
        );
      } else {
        byName.set(scenario.name, scenario);
      }
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(error.message);
    }
  }
  return { scenarios: [...byName.values()], problems };
}
