import { type Probe, probeIn } from "../../components/machines/configuration/script";
import { quote } from "../../model/shell";
import type { StateResource } from "../../model/state";
import { type Finding, moment } from "../../drivers/contracts/finding";

/** One concern's probe, and the resource whose script brings the concern back. */
export interface FoundProbe extends Probe {
  readonly urn: string;
}

/**
 * The probes of a state, and how many concerns may have one that cannot be read: an older Ruche kept them in components of their own, and below a
 * script that is a secret nobody sees one.
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

/** Run before each probe: tells the command that failed, the file or unit that it is about, and since when that is so. */
const judge = String.raw`
exec 3>&1 >/dev/null 2>&1
told() {
  trap - ERR
  local said path unit at= gone=0
  said=$(head -n 1 <<<"$1" | cut -c 1-300)
  path=$(sed -nE "s/.*(cmp -s |sha256sum < |stat -c [^ ]+ )'?(\/[^ ')]+).*/\2/p" <<<"$said" | head -n 1)
  unit=$(sed -nE 's/.*systemctl is-(active|enabled) -q ([^ ]+).*/\2/p' <<<"$said")
  if [ -n "$path" ] && [ -e "$path" ]; then at=$(stat -c %Z "$path")
  elif [ -n "$path" ]; then gone=1; at=$(stat -c %Y "$(dirname "$path")")
  elif [ -n "$unit" ]; then at=$(systemctl show -p InactiveEnterTimestamp --value "$unit"); [ -z "$at" ] || at=$(date -d "$at" +%s); fi
  [ -n "$at" ] || at=-
  printf '%s %s %s' "$gone" "$at" "$(printf %s "$said" | base64 -w0)" >&3
}
trap 'told "$BASH_COMMAND"' ERR
set -eu
`;

/**
 * The script that runs all probes of a machine at once and prints a line for each one that fails. What fails is asked a second time: a file that
 * is being replaced at this moment is no drift.
 */
export function probeScript(probes: readonly Pick<Probe, "script">[]): string {
  return [
    `judge=${quote(judge)}`,
    "probe() {",
    "  local status said",
    "  for try in 1 2; do",
    '    said=$(timeout 20 bash -c "$judge$2") && return',
    "    status=$?",
    "    [ $try = 2 ] || sleep 0.2",
    "  done",
    '  printf \'%s %s %s\\n\' "$1" "$status" "$said"',
    "}",
    ...probes.map(({ script }, index) => `probe ${index} ${quote(script)} &`),
    "wait",
    "exit 0",
  ].join("\n");
}

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
