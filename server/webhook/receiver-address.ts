import { BlockList, isIP } from "node:net";

import { isForbiddenAddress } from "#runtime/tool/builtin/web/node-forbidden-address.ts";

/** Of the addresses that are not public, those that no receiver has: a cloud's own, and whole groups. */
const NEVER = new BlockList();
for (const [address, bits, family] of [
  ["0.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 128, "ipv6"],
  ["64:ff9b::", 96, "ipv6"],
  ["fd00:ec2::", 32, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
] as const) {
  NEVER.addSubnet(address, bits, family);
}

/** Whether nothing is sent to an address; `isPrivate` lets receivers be in this machine's own networks. */
export function forbiddenReceiver(isPrivate: boolean): (address: string) => boolean {
  if (!isPrivate) return isForbiddenAddress;
  return (address) => {
    const family = isIP(address);
    return family === 0 || NEVER.check(address, family === 4 ? "ipv4" : "ipv6");
  };
}
