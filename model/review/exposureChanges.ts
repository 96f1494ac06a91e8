import type { ExposureMatrix } from "./exposure";
import { audiences, type Way, wayKey } from "./way";

/** A way in that comes, goes or changes. */
export interface ExposureChange {
  /** How it is now; absent for a new one. */
  readonly before?: Way;
  /** How it would be; absent for one that goes. */
  readonly after?: Way;
  /** More people or machines get in than now, or by a weaker check. */
  readonly wider: boolean;
}

/**
 * What differs between two matrices, the widening changes first. Machines on which the same differs are told together.
 */
export function exposureChanges(before: ExposureMatrix, after: ExposureMatrix): ExposureChange[] {
  const [old, planned] = [onEachMachine(before), onEachMachine(after)];
  const alike = new Map<string, ExposureChange>();
  for (const key of new Set([...planned.keys(), ...old.keys()])) {
    const [was, will] = [old.get(key), planned.get(key)];
    if (JSON.stringify(was) === JSON.stringify(will)) continue;
    const sort = JSON.stringify([was && { ...was, machines: [] }, will && { ...will, machines: [] }]);
    const known = alike.get(sort);
    alike.set(sort, {
      ...(was ? { before: joined(known?.before, was) } : {}),
      ...(will ? { after: joined(known?.after, will) } : {}),
      wider: isWider(was, will),
    });
  }
  const changes = [...alike.values()];
  return [...changes.filter(({ wider }) => wider), ...changes.filter(({ wider }) => !wider)];
}

/**
 * Each way of each machine, by what it is known by there. The administration's way to SSH is another one than that of
 * the platform's machines.
 */
function onEachMachine({ ways }: ExposureMatrix): Map<string, Way> {
  return new Map(
    ways.flatMap((way) =>
      (way.machines.length === 0 ? [[]] : way.machines.map((machine) => [machine])).map(
        (machines) =>
          [
            `${wayKey(way)} ${machines.join()} ${way.who === "administration" ? way.who : ""}`,
            { ...way, machines },
          ] as const,
      ),
    ),
  );
}

const joined = (known: Way | undefined, way: Way): Way => ({
  ...way,
  machines: [...(known?.machines ?? []), ...way.machines],
});

function isWider(was: Way | undefined, will: Way | undefined): boolean {
  if (will === undefined || will.who === "nobody") return false;
  if (was === undefined) return true;
  const order = audiences.indexOf(will.who) - audiences.indexOf(was.who);
  const weaker =
    (will.authentication === "none" && was.authentication !== "none") || (will.tls === "none" && was.tls !== "none");
  return order > 0 || (order === 0 && (weaker || will.from.some((from) => !was.from.includes(from))));
}

/** A way in for people: `public  https://wiki.example.org/  password, TLS acme  on hive1, hive2  (wiki)`. */
export function describeWay({
  who,
  declared,
  from,
  protocol,
  port,
  lastPort,
  host,
  path,
  name,
  authentication,
  tls,
  redirects,
  machines,
  service,
}: Way): string {
  const audience = `${who}${declared === undefined ? "" : ` (declared: ${declared})`}${who === "administration" ? ` (${from.join(", ")})` : ""}`;
  if (port === null) return `${audience}: ${service}, on no port`;
  const ports = `${port}${lastPort === undefined ? "" : `–${lastPort}`}/${protocol}`;
  const place =
    host === null
      ? ports
      : `${tls === "none" ? "http" : "https"}://${host}${port === 80 || port === 443 ? "" : `:${port}`}${path ?? ""}`;
  const protection = redirects
    ? "only sends to HTTPS"
    : [authentication === "none" ? "no password" : authentication, encryptionText(tls)].join(", ");
  return `${audience}: ${place} (${service}${name === undefined ? "" : `: ${name}`}; ${protection}) on ${machines.join(", ") || "no machine"}`;
}

function encryptionText(tls: Way["tls"]): string {
  if (tls === "none") return "no TLS";
  return tls === "encrypted" ? "encrypted" : `TLS ${tls}`;
}

function signOf(before: Way | undefined, after: Way | undefined): "+" | "-" | "~" {
  if (before === undefined) return "+";
  return after === undefined ? "-" : "~";
}

/** A change for people, one line. */
export function describeChange({ before, after, wider }: ExposureChange): string {
  const was = before !== undefined && after !== undefined ? difference(before, after) : "";
  return `  ${signOf(before, after)} ${describeWay((after ?? before)!)}${was}${wider ? "  WIDER" : ""}`;
}

/** How a way was; where that reads the same, who is or is no longer among those it is open to. */
function difference(before: Way, after: Way): string {
  const was = describeWay(before);
  if (was !== describeWay(after)) return `; was ${was}`;
  const [come, gone] = [
    after.from.filter((each) => !before.from.includes(each)),
    before.from.filter((each) => !after.from.includes(each)),
  ];
  return `${come.length > 0 ? `; now from ${come.join(", ")}, too` : ""}${gone.length > 0 ? `; no longer from ${gone.join(", ")}` : ""}`;
}
