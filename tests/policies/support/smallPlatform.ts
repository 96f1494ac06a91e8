/** A small platform of examples, to be judged with one thing changed. */
import {
  cluster,
  environment,
  firewall,
  ingress,
  ingressService,
  labContainer,
  labMachines,
  registry,
  volume,
  wiki,
  wikiService,
} from "../../../policies/core/examples";
import type { FixtureResource } from "../../../policies/core/fixture";

/** The firewall of a machine that is reached by the others alone. */
export const guard = (machine: string, change: object = {}): FixtureResource => ({
  ...firewall(),
  name: `firewall-${machine}`,
  props: { ...firewall([], []).props, machine, ...change },
});

/** A small platform that keeps every rule. */
export const platform = (changed: readonly FixtureResource[] = []): FixtureResource[] => {
  const all = [
    labMachines,
    labContainer(),
    firewall(),
    guard("hive2"),
    guard("hive3"),
    environment(),
    volume(),
    cluster(),
    registry(),
    ingress,
    ingressService(),
    wiki(),
    wikiService(),
  ];
  return all.map((resource) => changed.find(({ name }) => name === resource.name) ?? resource);
};

/** Level, policy and resource of what was said. */
export const heads = (said: readonly string[]): string[] => said.map((line) => line.split(":")[0] ?? "");
