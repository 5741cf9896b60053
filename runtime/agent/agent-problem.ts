/** Something that an agent's files say wrongly: where it stands, and what helps. */
export interface AgentProblem {
  /** The path of the file in the agent's folder. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  /** Dotted, as in `spec.model.name`. */
  readonly field?: string;
  readonly message: string;
  readonly fix: string;
}

/** `agent.yaml:4: spec.model: what is wrong; what helps`. */
export function problemWords({ file, line, field, message, fix }: AgentProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}: ${field === undefined ? "" : `${field}: `}${message}; ${fix}`;
}

/** An agent that cannot be made of its files, with everything that is wrong with them. */
export class AgentFileError extends Error {
  override name = "AgentFileError";
  readonly agent: string;
  readonly problems: readonly AgentProblem[];

  constructor(agent: string, problems: readonly AgentProblem[]) {
    const words = problems.map((problem) => `${agent}/${problemWords(problem)}`);
    super(`The agent "${agent}" cannot be read:\n${words.join("\n")}`);
    this.agent = agent;
    this.problems = problems;
  }
}

/** What stands in one place and ends the reading of its part. */
export class ProblemError extends Error {
  override name = "ProblemError";
  readonly problem: AgentProblem;

  constructor(problem: AgentProblem) {
    super(problemWords(problem));
    this.problem = problem;
  }
}
