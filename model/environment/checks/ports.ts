import type { ExposureLevel } from "../../descriptor";
import type { Objection } from "../../rules/objection";
import { portTaken, portText, wrongPort, wrongPortExposure } from "../../rules/openedPort";
import { type CheckContext, type Draft, entries } from "../draft";
import type { CheckFinding, Path } from "../mistake";
import { found, unknownName } from "./references";

/** A port that a service opens, as far as it could be read. */
interface DraftPort {
  readonly service: string;
  readonly path: Path;
  readonly exposure: ExposureLevel | undefined;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** Whether the environment says the number itself. */
  readonly numbered: boolean;
}

/** Ports that services open of those that their kinds have. One whose number could not be read is none of them. */
function openedPorts(draft: Draft, { kinds }: CheckContext): DraftPort[] {
  return entries(draft["ruche:services"]).flatMap(([service, { kind, ports } = {}]) =>
    entries(ports).flatMap(([name, opened]): DraftPort[] => {
      const offered = kinds.find((known) => known.kind === kind)?.ports ?? {};
      if (opened === undefined || !Object.hasOwn(offered, name)) return [];
      if ("port" in opened && opened.port === undefined) return [];
      const { port, protocol } = offered[name]!;
      return [
        {
          service,
          path: ["ruche:services", service, "ports", name],
          exposure: opened.exposure,
          port: opened.port ?? port,
          protocol,
          numbered: opened.port !== undefined,
        },
      ];
    }),
  );
}

/** The place of a number: that of the port's name where only the kind says it. */
const numberPath = ({ path, numbered }: DraftPort): Path => (numbered ? [...path, "port"] : path);

/** Ports are those of the service's kind, for people who can be told from others, and none of the platform's own. */
export function portsKept(draft: Draft, context: CheckContext): CheckFinding[] {
  const unknown = entries(draft["ruche:services"]).flatMap(([service, { kind: named, ports } = {}]): CheckFinding[] => {
    const kind = context.kinds.find((known) => known.kind === named);
    if (kind === undefined) return [];
    const known = Object.keys(kind.ports ?? {});
    return entries(ports).flatMap(([name]): CheckFinding[] => {
      const path = ["ruche:services", service, "ports", name];
      if (known.length > 0)
        return unknownName(path, name, known, "port").map((finding) => ({ ...finding, at: "key" as const }));
      const message = `${kind.kind} has no ports`;
      return [{ path, at: "key", value: name, message, allowed: "no ports", remedy: "remove it" }];
    });
  });
  return [
    ...unknown,
    ...openedPorts(draft, context).flatMap((opened) => [
      ...(opened.exposure === undefined ? [] : found([...opened.path, "exposure"], wrongPortExposure(opened.exposure))),
      ...numberKept(opened),
    ]),
  ];
}

/** The protocol is the kind's own: only the number can be wrong. */
function numberKept(opened: DraftPort): CheckFinding[] {
  const { of, ...words } = wrongPort(opened) ?? {};
  return of === undefined ? [] : found(numberPath(opened), words as Objection, { value: opened.port });
}

/** Two services behind one port: only one would answer. */
export function portsOnce(draft: Draft, context: CheckContext): CheckFinding[] {
  const first = new Map<string, DraftPort>();
  return openedPorts(draft, context).flatMap((opened) => {
    const other = first.get(portText(opened));
    if (other !== undefined) return found(numberPath(opened), portTaken(other.service), { value: portText(opened) });
    first.set(portText(opened), opened);
    return [];
  });
}
