import type { ClusterDriver } from "../../drivers/contracts/cluster";
import { Refusal } from "../failure";

/**
 * The name of a workload that the cluster has.
 *
 * @throws Refusal for any other name, with those that there are, and if nothing of the cluster answers.
 */
export async function workloadNamed(cluster: ClusterDriver | undefined, wanted: string): Promise<string> {
  const running = await cluster?.running();
  if (running === undefined) throw new Refusal("No machine of the cluster answers for it. See ./ruche status");
  const names = [...running.copies.keys()].sort();
  if (!names.includes(wanted)) throw new Refusal(`There is no service ${wanted}. There are: ${names.join(", ")}`);
  return wanted;
}
