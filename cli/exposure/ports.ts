import { createSocket } from "node:dgram";
import { connect } from "node:net";

/**
 * What a port said. `open`: it took the connection, or answered. `closed`: it refused, or its machine said that nobody
 * listens. `silent`: no word within the time; of TCP a packet filter that drops, of UDP that or a program that does not
 * answer strangers.
 */
export type PortState = "open" | "closed" | "silent";

/** A port of an address. */
export interface Port {
  readonly address: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** How ports are asked. */
export interface ScanOptions {
  /** Address of this computer from which they are asked. Default: the one of the route. */
  readonly from?: string;
  /** How long a port may stay silent. Default 1500 ms: the system asks a second time after one second. */
  readonly milliseconds?: number;
  /** Ports that are asked at once. Default 400. */
  readonly atOnce?: number;
}

/** Asks all ports, in the order of `ports`. */
export async function scan(
  ports: readonly Port[],
  { from, milliseconds = 1500, atOnce = 400 }: ScanOptions = {},
): Promise<PortState[]> {
  const states: PortState[] = new Array<PortState>(ports.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < ports.length; index = next++) {
      const port = ports[index]!;
      states[index] = await (port.protocol === "tcp" ? askTcp : askUdp)(port, milliseconds, from);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, ports.length) }, worker));
  return states;
}

function askTcp({ address, port }: Port, milliseconds: number, from?: string): Promise<PortState> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, localAddress: from, timeout: milliseconds });
    const end = (state: PortState): void => {
      socket.destroy();
      resolve(state);
    };
    socket
      .once("connect", () => end("open"))
      .once("timeout", () => end("silent"))
      .once("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNREFUSED" || error.code === "ECONNRESET") end("closed");
        else if (error.code === "EHOSTUNREACH" || error.code === "ENETUNREACH" || error.code === "ETIMEDOUT")
          end("silent");
        else reject(error); // of this computer, and no answer of theirs
      });
  });
}

function askUdp({ address, port }: Port, milliseconds: number, from?: string): Promise<PortState> {
  return new Promise((resolve) => {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    const timer = setTimeout(() => end("silent"), milliseconds);
    const end = (state: PortState): void => {
      clearTimeout(timer);
      socket.removeAllListeners().on("error", () => {});
      socket.close();
      resolve(state);
    };
    // Only a connected socket is told of the machine's "port unreachable".
    const ask = (): void => socket.connect(port, address, () => socket.send("\n", () => {}));
    socket
      .once("message", () => end("open"))
      .once("error", (error: NodeJS.ErrnoException) => end(error.code === "ECONNREFUSED" ? "closed" : "silent"));
    if (from === undefined) ask();
    else socket.bind(0, from, ask);
  });
}

/** The address of this computer from which packets to an address leave. */
export function ownAddress(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    socket.once("error", reject).connect(9, address, () => {
      resolve(socket.address().address);
      socket.close();
    });
  });
}
