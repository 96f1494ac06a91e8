import { shellProgram } from "../../tools/programFile";

/** Prints what runs in a swarm, as JSON; on a manager. */
export const listing = (): string => shellProgram(__dirname, "listing.sh");

/** Prints the services of a swarm and how many of their tasks run, as JSON; on a manager. */
export const runningProgram = (): string => shellProgram(__dirname, "running.sh");

/** Prints the tasks and the nodes of a swarm, as JSON; on a manager. */
export const tasksProgram = (): string => shellProgram(__dirname, "tasks.sh");

/**
 * Prints the files that were written in containers of a machine, `service <TAB> path`. `processes` tells of those that
 * run.
 */
export const writtenProgram = (processes = "/proc"): string => shellProgram(__dirname, "written.sh", { processes });

/** Writes what is on standard input into a file that a container has on a volume. */
export const putFileProgram = (container: string, path: string): string =>
  shellProgram(__dirname, "putFile.sh", { container, path });

/** Stops all copies of a service, and waits until they are gone. Fails with where one is that does not stop. */
export const stopProgram = (service: string, withinSeconds = 600): string =>
  shellProgram(__dirname, "stop.sh", { service, within_seconds: String(withinSeconds) });

/** Starts one copy of a service, and waits until it runs. */
export const startProgram = (service: string, withinSeconds: number): string =>
  shellProgram(__dirname, "start.sh", { service, within_seconds: String(withinSeconds) });

/** Removes a network or a service of a swarm, and prints "removed" or "absent"; on a manager. */
export const removeProgram = (object: "network" | "service", name: string): string =>
  shellProgram(__dirname, "remove.sh", { object, name });
