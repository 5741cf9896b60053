import { BlockList, isIP } from "node:net";

const IPV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
/** `::/96` holds the loopback address and IPv4 addresses in their oldest disguise, which no list knows. */
const IPV6 = [
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];

const FORBIDDEN = new BlockList();
for (const [family, subnets] of [
  ["ipv4", IPV4],
  ["ipv6", IPV6],
] as const) {
  for (const subnet of subnets) {
    const [address = "", bits] = subnet.split("/");
    FORBIDDEN.addSubnet(address, Number(bits), family);
  }
}

/** Whether an address is not one of the public internet: this machine, its network, the cloud's own. */
export function isForbiddenAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  return FORBIDDEN.check(address, family === 4 ? "ipv4" : "ipv6");
}
