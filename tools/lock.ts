import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import * as net from "node:net";

/** What `acquireLock` gives: the way to let go. Ending the process lets go as well. */
export interface Lock {
  readonly release: () => Promise<void>;
}

export interface LockOptions {
  /** Called once when somebody else holds the lock, with the holder's process id. */
  readonly onWait?: (holder: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * One holder per name on this computer. The lock is an abstract Unix socket: the kernel takes it away with its
 * process, so that a killed holder leaves nothing behind that could block others, and there is no file to clean up.
 */
export async function acquireLock(name: string, options: LockOptions = {}): Promise<Lock> {
  const path = pathOf(name);
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const server = await tryListen(path);
    if (server) return { release: () => close(server) };
    await holderGone(
      path,
      (said) => {
        const holder = holderIn(said);
        // Another piece of work of this very process is no news: it tells of itself.
        if (!told && holder !== String(process.pid)) options.onWait?.(holder);
        told = true;
      },
      options.signal,
    );
  }
}

/** The lock, if nobody holds it. */
export async function tryLock(name: string): Promise<Lock | undefined> {
  const server = await tryListen(pathOf(name));
  return server && { release: () => close(server) };
}

/** By its digest: the kernel takes 107 bytes, so that long names would be one. */
const pathOf = (name: string): string => `\0ruche/${createHash("sha256").update(name).digest("hex")}`;

/** Who holds a lock, in words. Every user of this computer may listen there and say anything. */
export function holderIn(said: string): string {
  if (!/^\d{1,10}$/.test(said)) return "that does not say its number";
  try {
    const { uid } = statSync(`/proc/${said}`);
    return [0, process.getuid?.()].includes(uid) ? said : `${said} of user ${uid}`;
  } catch {
    return said;
  }
}

/** Runs `work` while holding the lock. */
export async function withLock<T>(name: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const lock = await acquireLock(name, options);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

const waiters = new WeakMap<net.Server, Set<net.Socket>>();

function tryListen(path: string): Promise<net.Server | undefined> {
  return new Promise((resolve, reject) => {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => sockets.delete(socket)).on("close", () => sockets.delete(socket));
      socket.unref();
      socket.write(`${process.pid}\n`);
    });
    waiters.set(server, sockets);
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** Stays connected to the holder; the connection ends when the holder lets go or dies. */
function holderGone(path: string, onHolder: (holder: string) => void, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(path);
    const stop = () => socket.destroy();
    signal?.addEventListener("abort", stop, { once: true });
    socket.on("data", (data) => onHolder(String(data).trim()));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
  });
}

function close(server: net.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of waiters.get(server) ?? []) socket.destroy();
  });
}
