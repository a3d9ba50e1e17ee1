/** An IPv4 address with a port, as the command line names groups. Pure. */
import { isIPv4 } from "node:net";

export interface Ipv4Endpoint {
  address: string;
  port: number;
}

const portMax = 65_535;

/** `239.1.1.1:30001`; undefined: it is none. */
export function parseIpv4Endpoint(text: string): Ipv4Endpoint | undefined {
  const match = /^([\d.]+):(\d{1,5})$/.exec(text);
  const address = match?.[1] ?? "";
  const port = Number(match?.[2]);
  return isIPv4(address) && port >= 1 && port <= portMax ? { address, port } : undefined;
}

export function ipv4EndpointText({ address, port }: Ipv4Endpoint): string {
  return `${address}:${port}`;
}
