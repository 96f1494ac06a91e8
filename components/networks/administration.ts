import type * as pulumi from "@pulumi/pulumi";
import { refuseOtherThanList } from "../../model/rules/lists";
import { wrongNetwork } from "../../model/rules/networks";
import { refuse } from "../../model/rules/objection";
import { isPlain } from "../core/inputs";

/**
 * Refuses what is no network of people who administer machines: it would become rules of a firewall as it stands. What
 * comes from other resources is not known yet, and not refused.
 *
 * @param field - The list, as the error names it.
 * @throws UserError
 */
export function refuseAdministration(field: string, networks: pulumi.Input<readonly pulumi.Input<string>[]>): void {
  if (!isPlain<readonly pulumi.Input<string>[]>(networks)) return;
  refuseOtherThanList(field, networks, "networks");
  for (const network of networks) if (isPlain(network)) refuse(field, network, wrongNetwork(network));
}
