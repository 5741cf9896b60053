/** A code word as prose: "allow_once" is "Allow once". */
export function inWords(code: string): string {
  const words = code.replaceAll(/[_.]/gu, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
