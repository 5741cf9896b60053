/** The variable by which a child's descendants are known, wherever they went. */
const MARK_VARIABLE = "UAR_CONTAINED";

/** The mark of one child, as a part of its environment. */
export function markFor(host: string, child: string): Record<string, string> {
  return { [MARK_VARIABLE]: `${host}.${child}` };
}

/** Whether an entry of an environment marks a descendant of this child. */
export function isMarkFor(host: string, child: string): (entry: string) => boolean {
  const mark = `${MARK_VARIABLE}=${host}.${child}`;
  return (entry) => entry === mark;
}

/** Whether an entry of an environment marks a descendant of any child of this host. */
export function isMarkOf(host: string): (entry: string) => boolean {
  const start = `${MARK_VARIABLE}=${host}.`;
  return (entry) => entry.startsWith(start);
}
