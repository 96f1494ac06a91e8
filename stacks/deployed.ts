import * as pulumi from "@pulumi/pulumi";
import { currentSummary, type StackSummary } from "../model/summary";

/**
 * What the stack said of itself after its last complete update; undefined before the first one. The engine reads it
 * from wherever the state is, so that plain `pulumi` knows it as well.
 */
export async function deployedSummary(): Promise<StackSummary | undefined> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
    readonly outputs?: { readonly ruche?: StackSummary };
  };
  return outputs?.ruche && currentSummary(outputs.ruche);
}
