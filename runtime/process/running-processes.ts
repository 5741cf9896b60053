/** A command that a tool runs now, for those who reach it by its id. */
export interface RunningProcess {
  readonly process_id: string;
  /** Whether it still reads what is written to it. */
  readonly takesInput: boolean;
  /** Writes to its standard input, and ends that if told to. */
  write(text: string, end: boolean): void;
  /** Asks it to end, and kills it if it does not. The first reason is told. */
  terminate(reason: string): void;
}

/** The commands that run in this process. What a former process ran is not among them: it ended with it. */
export class RunningProcesses {
  readonly #running = new Map<string, RunningProcess>();

  /** Answers with what takes it off the list. */
  add(process: RunningProcess): () => void {
    this.#running.set(process.process_id, process);
    return () => this.#running.delete(process.process_id);
  }

  get(processId: string): RunningProcess | undefined {
    return this.#running.get(processId);
  }
}
