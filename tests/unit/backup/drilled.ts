import { FakeMachine } from "./fakeMachine";

/** What a drill prints. */
export interface Found {
  readonly seconds: number;
  readonly address: string;
  readonly assertions: readonly { readonly name: string; readonly passed: boolean; readonly detail: string }[];
  readonly manifest: { readonly run: string };
}

/** A machine with a wiki, its database and a backup of both, which drills restore. */
export class Drilled extends FakeMachine {
  /** The backup's name. */
  backup = "";

  constructor() {
    super();
    this.redeclare();
    this.backUp();
  }

  /** Declares the wiki and its database anew, with these settings in place of the usual ones. */
  redeclare(more: object = {}): void {
    this.declare({ database: true, ...more });
  }

  /** Makes the backup that drills restore from now on. */
  backUp(): void {
    this.backup = this.well("run wiki").trim();
    this.forgetCalls();
  }

  /** A drill that comes to its end. */
  drill(more: object = {}): Found {
    return JSON.parse(this.well(`drill wiki ${this.backup}`, this.given(more))) as Found;
  }

  /** What a drill says that fails. */
  failedDrill(): { readonly status: number | null; readonly printed: string; readonly said: string } {
    return this.run(`drill wiki ${this.backup}`, this.given());
  }
}
