import { ProblemError } from "#server/security/problem.ts";
import {
  problemInWords,
  type ShapedProblem,
  type ToldProblem,
} from "#server/security/problem-shape.ts";

/** The errors of A2A 1.0, with their codes in JSON-RPC, over HTTP and in words of gRPC. */
const ERRORS = {
  PARSE_ERROR: { rpc: -32700, status: 400, name: "INVALID_ARGUMENT" },
  INVALID_REQUEST: { rpc: -32600, status: 400, name: "INVALID_ARGUMENT" },
  METHOD_NOT_FOUND: { rpc: -32601, status: 404, name: "NOT_FOUND" },
  INVALID_PARAMS: { rpc: -32602, status: 400, name: "INVALID_ARGUMENT" },
  INTERNAL_ERROR: { rpc: -32603, status: 500, name: "INTERNAL" },
  UNAVAILABLE: { rpc: -32603, status: 503, name: "UNAVAILABLE" },
  TASK_NOT_FOUND: { rpc: -32001, status: 404, name: "NOT_FOUND" },
  TASK_NOT_CANCELABLE: { rpc: -32002, status: 400, name: "FAILED_PRECONDITION" },
  UNSUPPORTED_OPERATION: { rpc: -32004, status: 400, name: "FAILED_PRECONDITION" },
  CONTENT_TYPE_NOT_SUPPORTED: { rpc: -32005, status: 400, name: "INVALID_ARGUMENT" },
  EXTENDED_AGENT_CARD_NOT_CONFIGURED: { rpc: -32007, status: 400, name: "FAILED_PRECONDITION" },
  VERSION_NOT_SUPPORTED: { rpc: -32009, status: 400, name: "FAILED_PRECONDITION" },
} as const;
type Reason = keyof typeof ERRORS;

/** The words of gRPC for what HTTP refuses before there is an operation. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [401, "UNAUTHENTICATED"],
  [403, "PERMISSION_DENIED"],
  [404, "NOT_FOUND"],
  [429, "RESOURCE_EXHAUSTED"],
]);

/** An operation that cannot be done, in the words of the protocol. */
export class A2aError extends Error {
  override name = "A2aError";
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }

  get status(): 400 | 404 | 500 | 503 {
    return ERRORS[this.reason].status;
  }

  /** As JSON-RPC has it. */
  toRpc(): object {
    return { code: ERRORS[this.reason].rpc, message: this.message, data: [this.#info()] };
  }

  /** As HTTP+JSON has it (AIP-193), where `code` is the status that the answer has. */
  toRest(code: number = this.status): object {
    const status = NAMES.get(code) ?? ERRORS[this.reason].name;
    return { error: { code, status, message: this.message, details: [this.#info()] } };
  }

  #info(): object {
    const type = "type.googleapis.com/google.rpc.ErrorInfo";
    return { "@type": type, reason: this.reason, domain: "a2a-protocol.org" };
  }
}

/** What a refusal of another part of the server is in this protocol; undefined for what is no refusal. */
export function asA2aError(cause: unknown): A2aError | undefined {
  if (cause instanceof A2aError) return cause;
  if (!(cause instanceof ProblemError)) return undefined;
  const { code, status } = cause.problem;
  return new A2aError(reasonOf(code, status), problemInWords(cause.problem), { cause });
}

/** How a refusal is said below `/a2a`: over JSON-RPC at an agent's own address, else over HTTP. */
export function a2aProblem(problem: ToldProblem, path: string): ShapedProblem {
  const error = new A2aError(reasonOf(problem.code, problem.status), problemInWords(problem));
  const isRpc = /^\/a2a\/agents\/[^/]*$/.test(path);
  const body = isRpc
    ? { jsonrpc: "2.0", id: null, error: error.toRpc() }
    : error.toRest(problem.status);
  return { body };
}

function reasonOf(code: string, status: number): Reason {
  if (code === "bad_json") return "PARSE_ERROR";
  if (status === 415 || code === "invalid_file") return "CONTENT_TYPE_NOT_SUPPORTED";
  if (status === 409) return "UNSUPPORTED_OPERATION";
  return status >= 500 ? "UNAVAILABLE" : "INVALID_PARAMS";
}
