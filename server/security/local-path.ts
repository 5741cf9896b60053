/** The path, if it is one of this server, else "/": no link and no form can send a person elsewhere. */
export function localPath(path: string | undefined): string {
  if (path === undefined || !LOCAL.test(path)) return "/";
  const url = URL.parse(path, "http://here.invalid");
  // Dots may have hidden the two slashes that name another host: "/.//evil.example".
  if (url === null || url.pathname.startsWith("//")) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}

const LOCAL = /^\/(?!\/)[^\\\p{Cc}]*$/u;
