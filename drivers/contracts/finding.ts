/** Something that is not as it was left. */
export interface Finding {
  /** The machine, `machines` for what a lab's have in common, or `cluster`. */
  readonly on: string;
  /** The concern of a machine (`firewall`), or what of the cluster: `service wiki`, `network swarm-edge`. */
  readonly concern: string;
  /** What differs. Never a value that could be a secret. */
  readonly differs: string;
  /** When it was changed, ISO 8601; null where nothing tells. */
  readonly since: string | null;
  /** How the next `up` repairs it; null where it does not. */
  readonly repair: Repair | null;
  /** What to do where `up` does not repair it. */
  readonly remedy: string | null;
}

/** What is done with a resource of the state: its script or its update runs again, or it is made anew. */
export interface Repair {
  readonly urn: string;
  readonly how: "again" | "anew";
}

/** A moment as findings tell it. */
export const moment = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

/** A finding in one line. */
export function describeFinding({ on, concern, differs, since, repair, remedy }: Finding): string {
  return (
    `  ${on.padEnd(8)} ${concern}: ${differs}${since ? `, since ${since}` : ""}; ` +
    `${repair ? "`up` repairs it" : (remedy ?? "`up` does not repair it")}`
  );
}
