import type { Resource } from "./policy";
import { types } from "./resource";
import { at, itemsOf } from "./value";

/**
 * Whether the lab's own provider makes this container as one of its machines.
 *
 * Three facts together, of which a program that uses the lab can fake none by a label alone: a child of `LabMachines`,
 * made through the Docker provider that `LabMachines` itself made, with the label of the lab.
 */
export function isLabMachine(resource: Resource): boolean {
  return (
    resource.type === types.dockerContainer &&
    resource.parentType === types.labMachines &&
    (resource.providerUrn?.split("::")[2] ?? "").endsWith(`${types.labMachines}$pulumi:providers:docker`) &&
    itemsOf(at(resource.props, "labels")).some((label) => at(label, "label") === "ruche.lab")
  );
}
