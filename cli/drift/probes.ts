import { type Probe, probeIn } from "../../components/machines/configuration/script";
import { type Finding, moment } from "../../drivers/contracts/finding";
import type { StateResource } from "../../model/state";
import { shellProgram } from "../../tools/programFile";

/** One concern's probe, and the resource whose script brings the concern back. */
export interface FoundProbe extends Probe {
  readonly urn: string;
}

/**
 * The probes of a state, and how many concerns may have one that cannot be read: an older Ruche kept them in components
 * of their own, and below a script that is a secret nobody sees one.
 */
export function probesOf(resources: readonly StateResource[]): {
  readonly probes: readonly FoundProbe[];
  readonly unprobed: number;
} {
  const commands = resources.filter(
    ({ type, inputs }) => type === "command:remote:Command" && inputs?.create !== undefined,
  );
  const probes = commands.flatMap(({ urn, inputs }): FoundProbe[] => {
    const probe = typeof inputs!.create === "string" ? probeIn(inputs!.create) : undefined;
    return probe ? [{ ...probe, urn }] : [];
  });
  const unseen = commands.filter(({ inputs }) => typeof inputs!.create !== "string").length;
  return { probes, unprobed: unseen + resources.filter(({ type }) => type === "ruche:machines:Configuration").length };
}

/**
 * The script that runs all probes of a machine at once and prints a line for each one that fails. What fails is asked a
 * second time: a file that is being replaced at this moment is no drift.
 */
export const probeScript = (probes: readonly Pick<Probe, "script">[]): string =>
  shellProgram(__dirname, "probeAll.sh", {
    judge: shellProgram(__dirname, "judge.sh"),
    probes: probes.map(({ script }) => script),
  });

/** What the lines of `probeScript` mean. */
export function probeFindings(probes: readonly FoundProbe[], printed: string): Finding[] {
  return printed
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [index, status, gone, at, encoded] = line.split(" ");
      const { machine, concern, urn } = probes[Number(index)]!;
      const command = encoded ? Buffer.from(encoded, "base64").toString() : undefined;
      return {
        on: machine,
        concern,
        differs: command === undefined ? `its probe ended with status ${status}` : meaning(command, gone === "1"),
        since: at && at !== "-" ? moment(Number(at)) : null,
        repair: { urn, how: "again" as const },
        remedy: null,
      };
    })
    .sort((a, b) => a.concern.localeCompare(b.concern));
}

/** What the failure of a probe's command means, for people. */
function meaning(command: string, gone: boolean): string {
  const about = (pattern: RegExp): string | undefined => pattern.exec(command)?.[1];
  if (command.includes("nft -s list")) return "the firewall's rules are not those of /etc/ruche/firewall.nft";
  const file = about(/(?:cmp -s|sha256sum <) '?(\/[^ ')]+)/);
  if (file) return `${file} ${gone ? "is missing" : "was changed"}`;
  const program = about(/^command -v (\S+)$/);
  if (program) return `${program} is not installed`;
  const kept = about(/stat -c \S+ '?(\/[^ ')]+)/);
  if (kept) return `${kept} ${gone ? "is missing" : "has another mode or owner"}`;
  const stopped = about(/systemctl is-active -q (\S+)/);
  if (stopped) return `${stopped} does not run`;
  const disabled = about(/systemctl is-enabled -q (\S+)/);
  if (disabled) return `${disabled} does not start with the machine`;
  return `this fails: ${command}`;
}
