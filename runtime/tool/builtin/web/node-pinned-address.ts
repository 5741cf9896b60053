import { isIP, type LookupFunction } from "node:net";

import { builtinError } from "#runtime/tool/builtin/builtin-tool.ts";

/** An address of a host, as the resolver says. */
export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** How a host becomes an address, and which addresses nothing is sent to. */
export interface AddressServices {
  /** All addresses of a host. */
  readonly resolve: (host: string) => Promise<readonly HostAddress[]>;
  readonly isForbidden: (address: string) => boolean;
}

/**
 * The one address that will be connected to (S13). One forbidden address condemns the host. Throws
 * PERMISSION_DENIED for such a host, EXECUTION_ERROR for one that leads nowhere.
 */
export async function pinnedAddress(
  url: URL,
  { resolve, isForbidden }: AddressServices,
): Promise<HostAddress> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  const found =
    family === 0
      ? await resolve(host).catch((error: unknown) => {
          throw builtinError("EXECUTION_ERROR", `The host "${host}" was not found`, error);
        })
      : [{ address: host, family }];
  const [first] = found;
  if (first === undefined) throw builtinError("EXECUTION_ERROR", `"${host}" has no address`);
  const forbidden = found.find(({ address }) => isForbidden(address));
  if (forbidden === undefined) return first;
  const words = `"${host}" leads to ${forbidden.address}, which is not of the public internet`;
  throw builtinError("PERMISSION_DENIED", words);
}

/** Leads a connection to that address, whatever a resolver says a moment later. */
export function lookupOf({ address, family }: HostAddress): LookupFunction {
  return (_host, options, done) => {
    if (options.all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}
