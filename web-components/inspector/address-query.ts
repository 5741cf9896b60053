import type { Query } from "#views/inspector/settings.ts";
import { PLACE } from "#views/urls.ts";

/** What an address asks for. In a file it stands behind the hash: nobody is there to answer a query. */
export function addressQuery({ search, hash }: Pick<URL, "search" | "hash">): Query {
  return Object.fromEntries(new URLSearchParams(PLACE === "file" ? hash.slice(1) : search));
}

/** The same address asking for what a form says. */
export function withQuery(address: URL, query: URLSearchParams): URL {
  if (PLACE === "file") address.hash = query.toString();
  else address.search = query.toString();
  return address;
}
