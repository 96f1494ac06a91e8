import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { PassThrough } from "node:stream";
import type { ClusterDrift, ClusterDriver, RunningCopy, RunningWorkloads } from "../../drivers/contracts/cluster";
import { DriverFailure } from "../../drivers/contracts/failure";
import type { HalfMade } from "../../drivers/contracts/halfMade";
import type { StateResource } from "../../model/state";
import type { ClusterUnderTest } from "./cluster";

/** A cluster in this process: one workload `home` on `hive1`, which serves HTTP and has `/srv/www` on a volume. */
export class FakeCluster implements ClusterDriver {
  readonly files = new Map<string, string>();
  readonly #server: Server = createServer((_, response) => response.end("home"));
  #copies = 1;

  async listen(): Promise<this> {
    await new Promise<void>((ready) => this.#server.listen(0, "127.0.0.1", ready));
    return this;
  }

  close(): void {
    this.#server.close();
  }

  async running(): Promise<RunningWorkloads> {
    return this.inquiry.read();
  }

  readonly inquiry = {
    questions: [],
    read: (): RunningWorkloads => ({ copies: new Map([["home", this.#copies]]), replacing: new Set() }),
  };

  async why(workloads: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return new Map(workloads.map((name) => [name, name === "home" ? "somebody stopped it" : "there is none"]));
  }

  async placement(): Promise<ReadonlyMap<string, readonly string[]>> {
    return new Map(this.#copies > 0 ? [["home", ["hive1"]]] : []);
  }

  async copies(): Promise<ReadonlyMap<string, RunningCopy>> {
    return new Map(this.#copies > 0 ? [["home", { machine: "hive1", id: "1" }]] : []);
  }

  async open() {
    return { stream: connect((this.#server.address() as AddressInfo).port, "127.0.0.1"), stderr: new PassThrough() };
  }

  async within(workload: string, words: readonly string[]) {
    if (workload !== "home" || this.#copies === 0) throw new DriverFailure(`no copy of ${workload} runs`);
    return { machine: "hive1", command: words.join(" ") };
  }

  async logs() {
    const stream = new PassThrough();
    stream.write("2026-01-02T03:04:05Z home.1 GET / 200\n");
    return { stream, stderr: new PassThrough() };
  }

  async put(_: RunningCopy, path: string, content: string): Promise<void> {
    if (!path.startsWith("/srv/www/")) throw new DriverFailure(`${path} lies on no volume`);
    this.files.set(path, content);
  }

  async written() {
    return [{ workload: "home", path: "/var/log/access" }];
  }

  async stop(): Promise<void> {
    this.#copies = 0;
  }

  async start(): Promise<void> {
    this.#copies = 1;
  }

  async drift(resources: readonly StateResource[]): Promise<ClusterDrift | undefined> {
    return resources.length === 0 ? undefined : { findings: () => [], workloads: resources.length };
  }

  async removeHalfMade(): Promise<HalfMade> {
    return false;
  }
}

/** Nobody is asked for a fake. */
export const nowhere = { machines: [], identityFile: "" };

/** What the suite asks of a fake. */
export const underTest = (driver: FakeCluster): ClusterUnderTest => ({
  driver,
  reach: nowhere,
  machines: ["hive1"],
  workload: "home",
  port: 80,
  folder: "/srv/www",
  read: async (path) => driver.files.get(`/srv/www/${path}`) ?? "",
  resources: [{ urn: "urn:pulumi:lab::ruche::fake::home", type: "fake" }],
});
