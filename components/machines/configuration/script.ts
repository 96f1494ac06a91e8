/** How a configuration is told, for whoever asks a machine whether it is still so. */
export interface Probe {
  readonly machine: string;
  readonly concern: string;
  /** A bash script that only reads. */
  readonly script: string;
}

const mark = "exit 0 # probe of ";

/** A configuration's script as its machine gets it: the shell ends before the probe that lies below it. */
export const withProbe = (script: string, { machine, concern, script: probe }: Probe): string =>
  `set -euo pipefail\n${script}\n${mark}${JSON.stringify({ machine, concern })}\n${probe}`;

/** The probe below a configuration's script; undefined for the script of any other command. */
export function probeIn(script: string): Probe | undefined {
  const [, about, probe] = new RegExp(`^${mark}(\\{.*\\})\\n([^]*)`, "m").exec(script) ?? [];
  return about === undefined ? undefined : { ...(JSON.parse(about) as Omit<Probe, "script">), script: probe! };
}
