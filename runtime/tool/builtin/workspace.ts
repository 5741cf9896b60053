/** What stands in a folder. Other kinds (pipes, devices, sockets) are listed and never opened. */
export type EntryKind = "file" | "folder" | "link" | "other";

export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
  /** In bytes; of files only. */
  readonly size?: number;
}

export interface Listing {
  readonly entries: readonly Entry[];
  /** Whether the folder holds more than what is listed. */
  readonly truncated: boolean;
}

export interface FileText {
  readonly content: string;
  /** Of the whole file, in bytes. */
  readonly size: number;
  /** Where the next part begins, in bytes; absent at the end. */
  readonly next_offset?: number;
}

export interface Found {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

export interface SearchResult {
  readonly matches: readonly Found[];
  readonly files: number;
  /** Whether a bound ended the search before it had seen all. */
  readonly truncated: boolean;
}

/**
 * One folder in which an agent may work. Paths are relative to it, with `/`.
 *
 * W1 Nothing outside the folder is read, written or listed, whatever links say and whoever moves
 *    what meanwhile (S14).
 * W2 Only files and folders are opened: no pipe, device or socket.
 * W3 A file is replaced whole or not at all.
 *
 * All methods throw ToolError with a code of `BuiltinErrorCode`.
 */
export interface Workspace {
  list(path: string): Promise<Listing>;
  read(path: string, offset: number, limit: number): Promise<FileText>;
  /** Rejects if the file is there already, unless it may be replaced. */
  write(path: string, content: string, replace: boolean): Promise<{ readonly created: boolean }>;
  move(from: string, to: string, replace: boolean): Promise<void>;
  /** Answers with how many entries are gone. A folder that holds something needs `recursive`. */
  remove(path: string, recursive: boolean): Promise<number>;
  search(query: string, options: SearchOptions): Promise<SearchResult>;
}

export interface SearchOptions {
  readonly path: string;
  readonly glob?: string | undefined;
  readonly case_sensitive: boolean;
  readonly limit: number;
  readonly signal: AbortSignal;
}
