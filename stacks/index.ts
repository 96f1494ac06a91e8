/**
 * The program: lays one layer on the other. What it lays is said by the environment,
 * `environments/Pulumi.<stack>.yaml`.
 */
import * as pulumi from "@pulumi/pulumi";
import { environmentFromConfig } from "../model/environment";
import { policyIds } from "../policies/core/levels";
import { judgeChange } from "./change";
import { deployedSummary } from "./deployed";
import { refuseStaleCopy } from "./freshness";
import { kinds } from "./kinds";
import { clusterLayer } from "./layers/cluster";
import { machinesLayer, machinesPlace } from "./layers/machines";
import { platformLayer } from "./layers/platform";
import { servicesLayer } from "./layers/services";
import { storageLayer } from "./layers/storage";
import { providers } from "./providers";
import { summary } from "./summary";

const stack = pulumi.getStack();
refuseStaleCopy(pulumi.getRootDirectory(), stack);
const environment = environmentFromConfig(pulumi.runtime.allConfig(), {
  kinds,
  providers,
  policies: policyIds,
  file: `environments/Pulumi.${stack}.yaml`,
});

const told = lay();
export const ruche = pulumi.output(told.then(({ environment: shown }) => shown));
export const credentials = pulumi.output(told.then(({ credentials: kept }) => kept));

/** Everything, laid on what is deployed already. */
async function lay(): Promise<ReturnType<typeof summary>> {
  const deployed = await deployedSummary();
  const place = machinesPlace(environment);
  judgeChange(environment, deployed, place.addresses);
  const machines = machinesLayer(environment, place, new pulumi.Config("ruche").getSecret("seed"));
  const storage = storageLayer(environment, machines, deployed);
  const cluster = clusterLayer(environment, machines, deployed);
  const platform = platformLayer(environment, machines, storage, cluster);
  const services = await servicesLayer(environment, platform, storage);
  return summary(environment, machines, storage, cluster, platform, services);
}
