/**
 * Changes of an environment's file that no update can carry out without losing something. Each is refused before
 * anything is touched, with the way to do it. Everything else is carried out.
 */
import type { CheckFinding } from "../environment/mistake";
import { clusterObjections, machineObjections, networkObjections } from "./clusterChanges";
import type { Deployment } from "./deployment";
import { rotationObjections } from "./rotationChanges";
import { repositoryObjections, serviceObjections } from "./serviceChanges";
import { volumeObjections } from "./volumeChanges";

/** What is refused of a change from what is deployed to what is declared; every mistake at once. */
export const changeObjections = (declared: Deployment, deployed: Deployment): readonly CheckFinding[] => [
  ...machineObjections(declared, deployed),
  ...volumeObjections(declared, deployed),
  ...clusterObjections(declared, deployed),
  ...networkObjections(declared, deployed),
  ...repositoryObjections(declared, deployed),
  ...serviceObjections(declared, deployed),
  ...rotationObjections(declared, deployed),
];
