import assert from "node:assert/strict";
import { FakeMachine } from "./fakeMachine";

/** What a service's database held when it was backed up. */
export const dump = "-- made now\nrow one\nrow two\n";
/** Where its rows lie. */
export const database = "networks/data/mariadb/wiki";

/** A machine with a wiki that was backed up and holds something else now. */
export class BackedUp extends FakeMachine {
  /** The backup's name. */
  readonly backup: string;

  constructor() {
    super();
    this.declare({ database: true });
    this.backup = this.well("run wiki").trim();
    this.write(`${this.files}/page`, "newer");
    this.write(database, "row three\n");
  }

  /** Asserts what the service holds. */
  holds(page: string, rows: string): void {
    assert.deepEqual([this.read(`${this.files}/page`), this.read(database)], [page, rows]);
  }

  get replicas(): number {
    return this.json<{ replicas: number }>("cluster/wiki.json").replicas;
  }

  /** Asserts that the service runs, and that nothing of a restore is left. */
  runsOn(): void {
    assert.equal(this.replicas, 2, "as many copies as before");
    assert.deepEqual(this.list(`${this.shared}/restore`), []);
    assert.deepEqual(this.list("DATA/services/wiki"), ["storage"]);
    assert.deepEqual(this.list("networks/data/mariadb"), ["wiki"]);
  }

  /** What its complete runs were made for. */
  get purposes(): string[] {
    return (JSON.parse(this.well("snapshots wiki")) as { purpose: string }[]).map(({ purpose }) => purpose);
  }
}
