/** Whether a name fits a pattern in which `*` stands for any run of characters and `?` for one. */
export function matchesGlob(pattern: string, name: string): boolean {
  let inPattern = 0;
  let inName = 0;
  // Where to go on, one character of the name later, when what follows the last star does not fit.
  let afterStar = -1;
  let retryAt = 0;
  while (inName < name.length) {
    const sign = pattern[inPattern];
    if (sign === "*") {
      afterStar = inPattern + 1;
      retryAt = inName;
      inPattern = afterStar;
    } else if (sign === "?" || sign === name[inName]) {
      inPattern += 1;
      inName += 1;
    } else if (afterStar >= 0) {
      retryAt += 1;
      inName = retryAt;
      inPattern = afterStar;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
