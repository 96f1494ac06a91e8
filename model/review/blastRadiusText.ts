import type { BlastRadius, ServiceLoss } from "./blastRadius";

function copiesText(left: number, of: number): string {
  if (left === 0) return "NO copy";
  return left === 1 && of > 1 ? "ONE copy" : `${left} of ${of} copies`;
}

/** What a loss takes along, for people. */
export function describeBlastRadius({
  lost,
  machines,
  services,
  volumes,
  clusters,
  backups,
  fragile,
}: BlastRadius): string {
  const those = (outcome: ServiceLoss["outcome"]): readonly ServiceLoss[] =>
    services.filter((service) => service.outcome === outcome);
  const named = (title: string, list: readonly ServiceLoss[]): string[] =>
    list.length > 0 ? [`  ${title.padEnd(18)}  ${list.map(({ service }) => service).join(", ")}`] : [];
  const body = [
    ...those("stops").map(({ service, why }) => `  ${"STOPS".padEnd(18)}  ${service}: ${why}`),
    ...named("restarts elsewhere", those("restarts")),
    ...named("fewer copies", those("fewer copies")),
    ...volumes.map(
      ({ name, left, of, writable }) =>
        `  volume ${name}: ${copiesText(left, of)} left${writable ? "" : ", takes no writes"}`,
    ),
    ...clusters.map(
      ({ name, left, of, quorum }) =>
        `  cluster ${name}: ${left} of ${of} managers left${quorum ? "" : ", decides NOTHING any more"}`,
    ),
    ...backups.map(
      ({ name, left, of }) =>
        `  backups of ${name}: ${left === 0 ? "NO repository" : `${left} of ${of} repositories`} left`,
    ),
    ...(fragile.length > 0 ? [`  then one more lost machine would stop ${fragile.join(", ")}`] : []),
  ];
  const what = machines.length === 1 && machines[0] === lost ? lost : `${lost} (${machines.join(", ")})`;
  return [`Lose ${what}:`, ...(body.length > 0 ? body : ["  nothing stops, and no copy is lost"])].join("\n");
}
