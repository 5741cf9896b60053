import { ToolError } from "#runtime/tool/tool.ts";
import { builtinError } from "./builtin-tool.ts";

/** What the file system said about a path, in words for the model. */
export function workspaceFailure(path: string, error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const shown = JSON.stringify(path);
  switch (code) {
    case "ENOENT":
      return builtinError("FILE_NOT_FOUND", `There is no ${shown} in the workspace`, error);
    case "ELOOP":
    case "ENOTDIR":
      return builtinError("INVALID_PATH", `${shown} goes through a link or a file`, error);
    case "EISDIR":
      return builtinError("INVALID_PATH", `${shown} is a folder`, error);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return builtinError("PERMISSION_DENIED", `The system does not allow it for ${shown}`, error);
    case "ENAMETOOLONG":
      return builtinError("INVALID_PATH", `A name in ${shown} is too long`, error);
    case "ENOTEMPTY":
      return builtinError("EXECUTION_ERROR", `${shown} is not empty; say recursive`, error);
    default:
      return builtinError("EXECUTION_ERROR", `${shown} cannot be used: ${code || "failed"}`, error);
  }
}
