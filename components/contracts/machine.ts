import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

/** How a machine is reached by SSH. Its host key is always checked. */
export interface SshConnection {
  readonly host: pulumi.Output<string>;
  readonly user: pulumi.Output<string>;
  readonly privateKey: pulumi.Output<string>;
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: pulumi.Output<string>;
  /**
   * Path of a file with the private key on the computer that runs Pulumi, for programs that need one: as `ssh` reads
   * it.
   */
  readonly identityFile: pulumi.Output<string>;
}

/** Anything reached by SSH: a lab container, a virtual machine and a rented box are the same to everything above. */
export interface Machine {
  /** Its host name, unique in the environment. */
  readonly name: string;
  /** The address by which the other machines of the platform reach it. */
  readonly address: pulumi.Output<string>;
  readonly connection: SshConnection;
  /** Changes when the machine was made anew, so that whatever was configured on it is configured again. */
  readonly generation: pulumi.Output<string>;
  /** The resource with which everything on the machine is gone; none for a machine that Ruche did not make. */
  readonly resource: pulumi.Resource | undefined;
  /** The resource that goes with the last of the machines that were made together; none if nothing tells. */
  readonly site: pulumi.Resource | undefined;
  /** What must be done before the machine takes commands. */
  readonly ready: readonly pulumi.Resource[];
  /** What must be done before it and the others reach each other: names, and firewalls that know it. */
  readonly network: readonly pulumi.Resource[];
  /** What is lost together with it: a hypervisor, a room; by default the machine alone. */
  readonly diesWith: string;
}

/** A machine as a program of one's own describes it: values as they are, or what another resource gives. */
export interface MachineArgs {
  /** Its host name, unique in the environment. */
  readonly name: string;
  /** How it is reached by SSH. The private key is a secret, however it is given. */
  readonly connection: { readonly [K in keyof SshConnection]: pulumi.Input<string> };
  /**
   * The address by which the other machines of the platform reach it.
   *
   * @default the connection's host
   */
  readonly address?: pulumi.Input<string>;
  /**
   * Changes when the machine was made anew.
   *
   * @default never
   */
  readonly generation?: pulumi.Input<string>;
  /**
   * The resource with which everything on the machine is gone.
   *
   * @default none: the machine stays
   */
  readonly resource?: pulumi.Resource;
  /**
   * The resource that goes only with all machines that were made together: with it, what they had in common is gone.
   *
   * @default none
   */
  readonly site?: pulumi.Resource;
  /**
   * What must be done before the machine takes commands.
   *
   * @default nothing
   */
  readonly ready?: readonly pulumi.Resource[];
  /**
   * What must be done before it and the others reach each other.
   *
   * @default nothing
   */
  readonly network?: readonly pulumi.Resource[];
  /**
   * What is lost together with it: a hypervisor, a room.
   *
   * @default the machine alone
   */
  readonly diesWith?: string;
}

/**
 * A machine that something else made: a rented box, a virtual machine of another provider.
 *
 * @example
 * const config = new pulumi.Config();
 * const rented = machineOf({
 *   name: "rented1",
 *   connection: {
 *     user: "root",
 *     privateKey: config.requireSecret("privateKey"),
 *     host: config.require("address"),
 *     hostKey: "ssh-ed25519 AAAA…",
 *     identityFile: "${HOME}/.ssh/rented1",
 *   },
 * });
 */
export function machineOf(args: MachineArgs): Machine {
  const { name, connection, resource, site, ready = [], network = [], diesWith = name } = args;
  return {
    name,
    address: pulumi.output(args.address ?? connection.host),
    connection: {
      host: pulumi.output(connection.host),
      user: pulumi.output(connection.user),
      privateKey: pulumi.secret(connection.privateKey),
      hostKey: pulumi.output(connection.hostKey),
      identityFile: pulumi.output(connection.identityFile),
    },
    generation: pulumi.output(args.generation ?? name),
    resource,
    site,
    ready,
    network,
    diesWith,
  };
}

/** The common ones, made once for each machine: most resources of a platform have the connection of one of a few. */
const connections = new WeakMap<SshConnection, pulumi.Output<command.types.input.remote.ConnectionArgs>>();

/**
 * The connection in the form that `@pulumi/command` takes. A machine that does not answer is tried again for about half
 * a minute.
 */
export function commandConnection({ connection }: Machine): pulumi.Output<command.types.input.remote.ConnectionArgs> {
  const known = connections.get(connection) ?? connectionOf(connection, 5);
  connections.set(connection, known);
  return known;
}

/** The same for a machine that is booting: it is tried until the resource's time is up. */
export const bootingConnection = ({ connection }: Machine): pulumi.Output<command.types.input.remote.ConnectionArgs> =>
  connectionOf(connection, -1);

/** @param dialErrorLimit - How often it is tried, about 6 s each; -1: without end. */
const connectionOf = (
  { host, user, privateKey, hostKey }: SshConnection,
  dialErrorLimit: number,
): pulumi.Output<command.types.input.remote.ConnectionArgs> =>
  pulumi.output({ host, user, privateKey, hostKey, dialErrorLimit, perDialTimeout: 5 });
