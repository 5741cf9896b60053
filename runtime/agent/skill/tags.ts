/** A skill's name as a tag: what is neither letter, digit, `_` nor `-` becomes `-`. */
export function tagOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}_-]+/gu, "-");
}

/** Whether a message holds one of the names as a tag, such as `#pdf`. */
export function isTagged(message: string, names: readonly string[]): boolean {
  const found = new Set(message.toLowerCase().match(/(?<![\p{L}\p{N}])#[\p{L}\p{N}_-]+/gu));
  return names.some((name) => found.has(`#${tagOf(name)}`));
}
