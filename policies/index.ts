/** The policy pack: `pulumi preview --policy-pack policies`. */
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./catalogue";
import { readLevels } from "./core/levels";
import { tierOf } from "./core/tier";
import { packPolicies } from "./pack";

new PolicyPack("ruche", { policies: packPolicies(policies, readLevels(), tierOf(process.env)) });
