import assert from "node:assert/strict";
import { databaseProducts } from "../../../components/databases/databaseProducts";
import type { DatabaseEngine } from "../../../model/descriptor";
import { quote } from "../../../tools/shell";
import { FakeMachine } from "../../unit/backup/fakeMachine";
import { RealServer } from "./realServer";

/** What a drill finds. */
interface Found {
  readonly assertions: readonly { readonly name: string; readonly passed: boolean; readonly detail: string }[];
}

/**
 * A machine with the whole programs of backups and two real servers: the platform's own, and one that stands for the
 * server of a drill.
 */
export class RoundTrip extends FakeMachine {
  /** The database, and the service that it belongs to. */
  #name = "wiki";
  protected override readonly patience = 120_000;

  private constructor(
    readonly engine: DatabaseEngine,
    readonly server: RealServer,
    readonly drilled: RealServer,
  ) {
    super();
    this.write(`etc/ruche/backup/databases/${engine}`, server.passwords.backup);
    const enter = [server, drilled].map(({ entry }) => entry.replace('"$1"', '"$2"'));
    this.write("enter", `#!/bin/sh\nif [ "$1" = data ]; then\n${enter[0]}else\n${enter[1]}fi\n`, 0o755);
  }

  static async start(engine: DatabaseEngine): Promise<RoundTrip> {
    const server = await RealServer.start(engine);
    try {
      return new RoundTrip(engine, server, await RealServer.start(engine));
    } catch (error) {
      server.end();
      throw error;
    }
  }

  /** Makes a database with its user, as a platform does, and declares it to be backed up. */
  begin(name: string): void {
    this.#name = name;
    this.declare({ service: name, ...({ items: [this.item] } as object) });
    this.asAdministrator(this.statements);
  }

  /** Runs statements as the administrator does. */
  asAdministrator(statements: string): void {
    this.server.answer(this.variables(databaseProducts[this.engine].commands.client), this.input(statements));
  }

  backUp(): string {
    return this.well(`run ${this.#name}`).trim();
  }

  restore(run: string): void {
    this.well(`restore ${this.#name} ${run}`, this.given());
  }

  /** A drill of the run, which is asserted to prove all of it. */
  drill(run: string): void {
    const found = JSON.parse(this.well(`drill ${this.#name} ${run}`, this.given())) as Found;
    for (const { passed, name, detail } of found.assertions) assert.ok(passed, `${name}: ${detail}`);
  }

  override given(): string {
    const known = { administrator: this.server.passwords.administrator, statements: this.statements };
    return JSON.stringify({ databases: { [this.engine]: known }, safety: false });
  }

  override end(): void {
    this.server.end();
    this.drilled.end();
    super.end();
  }

  private get item(): object {
    const { commands } = databaseProducts[this.engine];
    return {
      kind: "database",
      engine: this.engine,
      name: this.#name,
      server: this.server.host,
      image: "own",
      commands,
    };
  }

  private get statements(): string {
    return databaseProducts[this.engine].statements(this.#name, "of-the-service");
  }

  private input(statements: string): string {
    return `${this.server.passwords.administrator}\n${statements}\n`;
  }

  private variables(command: string): string {
    return `server=${this.server.host} name=${quote(this.#name)} owner=${quote(this.#name)}; ${command}`;
  }
}
