/** For who starts processes that must be told their ports: benchmarks and tests. */
import { createSocket, Socket } from "node:dgram";
import { createServer } from "node:net";

const loopback = "127.0.0.1";

/** A port that nobody on this host's loopback holds now. */
export function freePort(kind: "udp" | "tcp"): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = kind === "udp" ? createSocket("udp4") : createServer();
    const told = (): void => {
      const address = socket.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      socket.close(() => resolve(port));
    };
    socket.on("error", reject);
    if (socket instanceof Socket) socket.bind(0, loopback, told);
    else socket.listen(0, loopback, told);
  });
}
