import { isProvider } from "../cluster";
import { at, itemsOf } from "../inputs";
import type { MachinesTechnology } from "./technology";

/** Type token of the component that makes the machines. */
const component = "ruche:machines:LabMachines";

/** Machines that are containers of this computer. */
export const lab: MachinesTechnology = {
  /**
   * Three facts together, of which a program that uses the lab can fake none by a label alone: a child of
   * `LabMachines`, made through the provider that `LabMachines` itself made, with the label of the lab.
   */
  isMachine({ workload, parentType, providerUrn, props }) {
    const [maker, provider] = (providerUrn?.split("::")[2] ?? "").split("$").slice(-2);
    return (
      workload?.runsOn === "machine" &&
      parentType === component &&
      maker === component &&
      isProvider(provider ?? "") &&
      itemsOf(at(props, "labels")).some((label) => at(label, "label") === "ruche.lab")
    );
  },
};
