import { once } from "node:events";

import type { Sandbox, Sandboxed } from "#runtime/process/node-sandbox.ts";
import type { RunningProcesses } from "#runtime/process/running-processes.ts";
import { SANDBOX_CWD, type SandboxView, type SandboxViolation } from "#runtime/process/sandbox.ts";
import type { Clock, Ids } from "#runtime/services.ts";
import type { ToolContext } from "#runtime/tool/tool.ts";
import { builtinError } from "./builtin-tool.ts";
import { ProcessOutput } from "./node-process-output.ts";

/** How long a process that was asked to end has for it. */
const TERM_PATIENCE_MS = 2_000;
const MAX_RECORDED_WORD_CHARS = 8_000;
const MAX_RECORDED_INPUT_CHARS = 8_000;

export interface ProcessServices {
  readonly sandbox: Sandbox;
  readonly view: SandboxView;
  readonly processes: RunningProcesses;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface ProcessAsk {
  readonly argv: readonly [string, ...string[]];
  readonly stdin: string;
  /** Whether its input stays open for what a person writes. */
  readonly interactive: boolean;
  readonly timeout_ms: number;
}

/** How a process ended that was started. */
export interface ProcessEnd {
  /** Absent where a signal ended it. */
  readonly exit_code?: number;
  readonly output: string;
  readonly duration_ms: number;
  /** Why it was ended, where somebody or a bound did. */
  readonly ended_because?: string;
}

/** Why a process is ended, and who wants it. */
interface Ending {
  readonly reason: string;
  readonly by: "person" | "runtime";
}

/**
 * Runs a command in the sandbox and puts into the log what becomes of it.
 *
 * P1 `process.started` is followed by one `process.completed`, `.failed` or `.terminated`.
 *    A call that was stopped rejects with the reason of its signal.
 * P2 Nothing of it is left when this resolves or rejects.
 */
export async function runProcess(
  ask: ProcessAsk,
  services: ProcessServices,
  context: ToolContext,
): Promise<ProcessEnd> {
  const { sandbox, view, ids } = services;
  context.signal.throwIfAborted();
  applied(services, ask, context);
  const process_id = ids.next("p");
  const sandboxed = await sandbox.spawn(ask.argv, view).catch((error: unknown) => {
    throw builtinError("EXECUTION_ERROR", `The sandbox did not start "${ask.argv[0]}"`, error);
  });
  const { pid } = sandboxed.process.child;
  const command = ask.argv.map((word) => word.slice(0, MAX_RECORDED_WORD_CHARS));
  const named = { process_id, command, cwd: SANDBOX_CWD, timeout_ms: ask.timeout_ms };
  const takes_input = ask.interactive;
  const payload = { ...named, takes_input, ...(pid !== undefined && { pid }) };
  context.record({ type: "process.started", payload });
  return new Running(process_id, sandboxed, ask, services, context).end();
}

/** One command from its start to its end. */
class Running {
  readonly #id: string;
  readonly #sandboxed: Sandboxed;
  readonly #ask: ProcessAsk;
  readonly #services: ProcessServices;
  readonly #context: ToolContext;
  readonly #output: ProcessOutput;
  readonly #over = new AbortController();
  readonly #walls: SandboxViolation[] = [];
  #ending: Ending | undefined;

  constructor(
    id: string,
    sandboxed: Sandboxed,
    ask: ProcessAsk,
    services: ProcessServices,
    context: ToolContext,
  ) {
    this.#id = id;
    this.#sandboxed = sandboxed;
    this.#ask = ask;
    this.#services = services;
    this.#context = context;
    const { clock, sandbox } = services;
    this.#output = new ProcessOutput(id, context, clock, sandbox.limits.output_bytes);
  }

  async end(): Promise<ProcessEnd> {
    const { clock, processes } = this.#services;
    const { child } = this.#sandboxed.process;
    const begun = clock.monotonic();
    const cancel = () => this.#kill({ reason: "The call was stopped", by: "person" });
    this.#context.signal.addEventListener("abort", cancel, { once: true });
    const leave = processes.add(this.#control());
    try {
      this.#listen();
      this.#watchTime();
      this.#feed();
      if (this.#context.signal.aborted) cancel();
      await once(child, "close");
    } finally {
      this.#over.abort();
      leave();
      this.#context.signal.removeEventListener("abort", cancel);
      this.#walls.push(...(await this.#sandboxed.close())); // P2
    }
    const code = child.exitCode;
    const duration_ms = Math.round(clock.monotonic() - begun);
    this.#tell(code, duration_ms);
    this.#context.signal.throwIfAborted();
    return {
      ...(code !== null && { exit_code: code }),
      output: this.#output.text,
      duration_ms,
      ...(this.#ending !== undefined && { ended_because: this.#ending.reason }),
    };
  }

  #listen(): void {
    const { child } = this.#sandboxed.process;
    const { output_bytes } = this.#services.sandbox.limits;
    const take = (stream: "stdout" | "stderr") => (text: string) => {
      if (this.#output.take(stream, text)) return;
      this.#exceeded(`${output_bytes} bytes of output`);
    };
    child.stdout.setEncoding("utf8").on("data", take("stdout"));
    child.stderr.setEncoding("utf8").on("data", take("stderr"));
    // What it does not read is no failure: it may have ended.
    child.stdin.on("error", () => {});
  }

  #watchTime(): void {
    const { timeout_ms } = this.#ask;
    const late = () => this.#exceeded(`${timeout_ms} ms of wall time`);
    this.#services.clock.sleep(timeout_ms, this.#over.signal).then(late, () => {}); // It ended first.
  }

  #feed(): void {
    const { stdin, interactive } = this.#ask;
    const input = this.#sandboxed.process.child.stdin;
    if (stdin !== "") this.#write(stdin);
    if (!interactive) input.end();
  }

  #write(text: string): void {
    const recorded = text.slice(0, MAX_RECORDED_INPUT_CHARS);
    const payload = { process_id: this.#id, text: recorded };
    this.#context.record({ type: "process.input", payload });
    this.#sandboxed.process.child.stdin.write(text);
  }

  #control() {
    const { child } = this.#sandboxed.process;
    return {
      process_id: this.#id,
      get takesInput(): boolean {
        return child.stdin.writable;
      },
      write: (text: string, end: boolean) => {
        if (text !== "") this.#write(text);
        if (end) child.stdin.end();
      },
      terminate: (reason: string) => {
        void this.#terminate({ reason, by: "person" });
      },
    };
  }

  async #terminate(ending: Ending): Promise<void> {
    this.#ending ??= ending;
    await this.#sandboxed.process.terminate();
    const patience = this.#services.clock.sleep(TERM_PATIENCE_MS, this.#over.signal);
    patience.then(
      () => this.#kill(ending),
      () => {}, // It ended first.
    );
  }

  #exceeded(target: string): void {
    if (this.#ending !== undefined) return;
    this.#walls.push({ operation: "limit", target, outcome: "killed" });
    this.#kill({ reason: `It had more than ${target}`, by: "runtime" });
  }

  #kill(ending: Ending): void {
    this.#ending ??= ending;
    this.#sandboxed.process.kill();
  }

  /** P1 */
  #tell(code: number | null, duration_ms: number): void {
    const process_id = this.#id;
    this.#output.flush();
    for (const wall of this.#walls) {
      this.#context.record({ type: "sandbox.violation", payload: { ...wall, process_id } });
    }
    if (this.#ending !== undefined) {
      const { reason, by } = this.#ending;
      const payload = { process_id, reason, requested_by: by };
      return this.#context.record({ type: "process.terminated", payload });
    }
    if (code !== null) {
      const payload = { process_id, exit_code: code, duration_ms };
      return this.#context.record({ type: "process.completed", payload });
    }
    const error = { code: "signal", message: "A signal ended it" };
    this.#context.record({ type: "process.failed", payload: { process_id, error } });
  }
}

function applied({ sandbox, view }: ProcessServices, ask: ProcessAsk, context: ToolContext): void {
  const { memory_bytes, output_bytes, processes } = sandbox.limits;
  context.record({
    type: "sandbox.applied",
    payload: {
      mode: "workspace_write",
      cwd: SANDBOX_CWD,
      read_roots: ["/usr", ...view.read_roots],
      write_roots: [SANDBOX_CWD, "/tmp"],
      network: "none",
      process_limits: { wall_ms: ask.timeout_ms, memory_bytes, output_bytes, processes },
    },
  });
}
