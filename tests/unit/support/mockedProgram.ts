/** A program of somebody who uses the SDK, run against Pulumi's mocks. */
import * as pulumi from "@pulumi/pulumi";
import {
  GlusterVolume,
  LabMachines,
  type LabMachinesArgs,
  Platform,
  type PlatformArgs,
  SwarmCluster,
  type SwarmClusterArgs,
} from "../../../components";
import type { BackupGoals } from "../../../model/backup/plan";

/** Inputs of what was registered since `startMocks`, by the resource's name. */
const registered = new Map<string, Inputs>();

type Inputs = any;

/** The inputs with which a resource was registered, those that are secret as well. */
export function inputsOf(name: string): Inputs {
  if (!registered.has(name)) throw new Error(`${name} is none of ${[...registered.keys()].join(" ")}`);
  return opened(registered.get(name));
}

/** Names of everything that was registered since `startMocks`. */
export const registeredNames = (): readonly string[] => [...registered.keys()];

/** Whether an input was handed to Pulumi as a secret. */
export const isSecretInput = (name: string, key: string): boolean => isSecret(registered.get(name)?.[key]);

/** Whether an input is one that a preview does not know. */
export const isUnknownInput = (name: string, key: string): boolean =>
  registered.get(name)?.[key]?.__pulumiUnknown === true;

const isSecret = (value: Inputs): boolean => value?.[pulumi.runtime.specialSigKey] === pulumi.runtime.specialSecretSig;

function opened(value: Inputs): Inputs {
  if (isSecret(value)) return opened(value.value);
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opened(item)]));
}

/** What commands would print, by the part of their name that tells which one it is. */
function printed(name: string): string {
  if (name.endsWith("-seed")) return "0123456789abcdef".repeat(4);
  if (name.includes("push-")) return JSON.stringify({ digest: `sha256:${"0".repeat(64)}` });
  return name.endsWith("-endpoint-mode") ? "dnsrr" : "";
}

/** @param preview - What commands print is not known then. */
export function startMocks({ preview = false } = {}): void {
  registered.clear();
  void pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => {
        registered.set(name, inputs);
        const state = { ...inputs, name: inputs.name ?? name };
        return { id: `${name}-id`, state: preview ? state : { ...state, stdout: printed(name) } };
      },
      call: () => ({}),
    },
    "trial",
    "lab",
    preview,
  );
}

/** Waits until everything that was made is registered. */
export const settled = (): Promise<void> => pulumi.runtime.disconnect();

/** An output's value. */
export const answerOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => void output.apply((value) => resolve(value)));

/** Images that nobody builds. */
export const images: PlatformArgs["images"] = { image: (name) => ({ name, key: "0" }), pushCommand: "push" };

/** What a platform of `smallPlatform` may be given; a repository lies on one of its machines, by its number. */
export interface SmallPlatformArgs extends Partial<Omit<PlatformArgs, "backup">> {
  /** Transforms of the machines and of the cluster. */
  readonly lab?: LabMachinesArgs["transform"];
  readonly cluster?: SwarmClusterArgs["transform"];
  readonly backup?: BackupGoals & { readonly repositories: readonly { readonly name: string; readonly on: number }[] };
}

/** Three machines, a volume, a cluster and a platform, named after `name`. */
export function smallPlatform(name: string, { backup, lab: ofLab, cluster, ...args }: SmallPlatformArgs = {}) {
  const lab = new LabMachines(`${name}-lab`, { prefix: name, transform: ofLab });
  const volume = new GlusterVolume(`${name}-data`, { on: lab.all, replicas: 3, mount: "/DATA" });
  const on = new SwarmCluster(`${name}-swarm`, { managers: lab.all, transform: cluster });
  const platform = new Platform(name, {
    on,
    volume,
    seed: lab.seed,
    images,
    domain: `${name}.internal`,
    now: new Date("2026-01-01"),
    backup: backup && {
      ...backup,
      repositories: backup.repositories.map((repository) => ({ ...repository, machine: lab.all[repository.on]! })),
    },
    ...args,
  });
  return { lab, volume, on, platform };
}
