/** Bounds of what runs in a sandbox. */
export interface SandboxLimits {
  readonly wall_ms: number;
  readonly memory_bytes: number;
  readonly output_bytes: number;
  readonly processes: number;
  /** Of what it writes outside the workspace, which is gone with it. */
  readonly scratch_bytes: number;
}

/** What a sandboxed program sees beside the system's own programs. */
export interface SandboxView {
  /** The one folder that it may change, seen as `/workspace`. */
  readonly workspace: string;
  /** Folders and files that it may read, seen where they are. */
  readonly read_roots: readonly string[];
}

/** Something that ran into a wall. */
export interface SandboxViolation {
  readonly operation: "process" | "limit";
  readonly target: string;
  readonly outcome: "blocked" | "killed";
}

/** Where a sandboxed program sees its workspace, and begins. */
export const SANDBOX_CWD = "/workspace";
