/** What joins commands or hides one in another; a line without them is one command. */
const JOINTS = /[;&|\n\r`()<>]|\$[({]/;
const JOINTS_ALL = /[;&|\n\r`(){}<>]+/;

/**
 * Whether a command line is one command that begins with these words. `git status` fits
 * `git status -s`, and neither `git statusx` nor `git status; rm x`.
 */
export function isCommand(prefix: string, line: string): boolean {
  return !JOINTS.test(line) && beginsWith(prefix, line);
}

/** Whether any command of a line begins with these words, behind variables that are set for it. */
export function holdsCommand(prefix: string, line: string): boolean {
  return line.split(JOINTS_ALL).some((part) => beginsWith(prefix, withoutVariables(part)));
}

function beginsWith(prefix: string, line: string): boolean {
  const wanted = words(prefix);
  const given = words(line);
  return wanted.every((word, index) => given[index] === word);
}

function withoutVariables(line: string): string {
  const given = words(line);
  const command = given.findIndex((word) => !/^\w+=/.test(word));
  return command === -1 ? "" : given.slice(command).join(" ");
}

function words(line: string): readonly string[] {
  return line.split(/\s+/).filter((word) => word !== "");
}
