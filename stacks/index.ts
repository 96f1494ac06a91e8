/**
 * The program: lays one layer on the other. What it lays is said by the environment,
 * `environments/Pulumi.<stack>.yaml`.
 */
import * as pulumi from "@pulumi/pulumi";
import { environmentFromConfig } from "../model/environment";
import { policyIds } from "../policies/core/levels";
import { refuseStaleCopy } from "./freshness";
import { kinds } from "./kinds";
import { clusterLayer } from "./layers/cluster";
import { machinesLayer } from "./layers/machines";
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

const machines = machinesLayer(environment, new pulumi.Config("ruche").getSecret("seed"));
const storage = storageLayer(environment, machines);
const cluster = clusterLayer(environment, machines);
const platform = platformLayer(environment, machines, storage, cluster);
const services = servicesLayer(environment, platform, storage);

const told = services.then((made) => summary(environment, machines, cluster, platform, made));
export const ruche = pulumi.output(told.then(({ environment: shown }) => shown));
export const credentials = pulumi.output(told.then(({ credentials: kept }) => kept));
