/** The policy pack: `pulumi preview --policy-pack policies`. */
import { PolicyPack } from "@pulumi/policy";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { policies } from "./catalogue";
import { readLevels } from "./core/levels";
import { StackTier, listen, type ConfigureStackMethod } from "./core/tier";
import { packPolicies } from "./pack";

const tier = new StackTier(process.env);
listen(tier, (analyzer as unknown as { AnalyzerService: { configureStack: ConfigureStackMethod } }).AnalyzerService.configureStack);

new PolicyPack("ruche", { policies: packPolicies(policies, readLevels(), tier) });
