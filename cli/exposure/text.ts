import { describeWay } from "../../model/review/exposureChanges";
import type { Verification } from "./verify";

/** What a look from outside found, for people. */
export function describeVerification(environment: string, seen: Verification, seconds: number): string {
  const { asDeclared, differences, untold, from, asked, matrix } = seen;
  return [
    `${environment}: ${asDeclared ? "only what is declared can be reached" : "NOT as declared"}. ` +
      `Asked from ${from} in ${seconds} s: ` +
      `${asked.tcp} TCP and ${asked.udp} UDP ports of ${asked.machines} machines, ${asked.web} web addresses.`,
    ...differences.flatMap(({ machine, what, found, declared, remedy }) => [
      "",
      `  ${machine}  ${what}: ${found}`,
      `      declared: ${declared}`,
      `      do: ${remedy}`,
    ]),
    "",
    ...matrix.ways.filter(({ who, port }) => port !== null && who !== "cluster").map((way) => `  ${describeWay(way)}`),
    ...(untold.length > 0 ? ["", ...untold.map((line) => `  not told: ${line}`)] : []),
  ].join("\n");
}
