import * as pulumi from "@pulumi/pulumi";
import type { ServiceDescriptor, Tier } from "../../../model/descriptor";
import type { Orchestrator } from "../../contracts/orchestrator";
import type { Volume } from "../../contracts/volume";
import { RucheComponent } from "../../core/component";
import { Configuration } from "../../machines/configuration/configuration";
import { fileIs, writeFile } from "../../machines/configuration/file";
import { installPrograms, programsAreThere } from "../../machines/configuration/packages";
import type { PrivateRegistry } from "../../registry/privateRegistry";
import * as acme from "./scripts";

/** Certificates by ACME for the ingress. */
export interface AcmeCertificatesArgs {
  readonly on: Orchestrator;
  /** Keeps account, certificates and challenges, so that any machine can go on with them. */
  readonly volume: Volume;
  readonly registry: PrivateRegistry;
  readonly authority: acme.AcmeAuthority;
  /** Directory of the ingress's route files on every machine, and the id of the user that reads them. */
  readonly routes: string;
  readonly user: number;
  /** What must be done before that directory can be written. */
  readonly prepared: readonly pulumi.Resource[];
  readonly tier: Tier;
}

/**
 * Traefik's own ACME store cannot be shared by several instances. So a client on the machines asks for certificates,
 * one machine at a time, and a small service answers the challenges of every host behind every machine's ingress.
 */
export class AcmeCertificates extends RucheComponent<ServiceDescriptor> {
  readonly #args: AcmeCertificatesArgs;
  /** On every machine, once it can take a route. */
  readonly #onMachines: readonly Configuration[];
  readonly #challenges: pulumi.Resource;

  constructor(name: string, args: AcmeCertificatesArgs, options?: pulumi.ComponentResourceOptions) {
    const { on, volume, registry, authority, routes, user, prepared, tier } = args;
    super(
      "ruche:ingress:AcmeCertificates",
      name,
      {
        kind: "service",
        tier,
        service: acme.challengesName,
        serviceKind: "certificates",
        version: "1",
        image: "web",
        writers: "many",
        replicas: 1,
        volume: volume.name,
        state: { none: "the authority issues its certificates again" },
        backup: null,
        routes: [
          {
            service: acme.challengesName,
            exposure: "public",
            host: "*",
            path: "/.well-known/acme-challenge/",
            port: 80,
            authentication: "none",
            tls: "none",
          },
        ],
      },
      options,
    );
    this.#args = args;
    const { mount, mountUnit } = volume;
    const shared = new Configuration(
      this.child("shared"),
      {
        machine: volume.machines[0]!,
        concern: "certificates-shared",
        script: acme.sharedScript(mount),
        probe: acme.sharedProbe(mount),
      },
      { parent: this, dependsOn: [...volume.ready] },
    );

    this.#onMachines = on.nodes.map((machine) => {
      const files = pulumi
        .all([machine.address, authority])
        .apply(([address, authority]) => acme.certificateFiles({ authority, mount, mountUnit, address, routes, user }));
      return new Configuration(
        this.child(machine.name),
        {
          machine,
          concern: "certificates",
          script: files.apply((list) =>
            [installPrograms(["dehydrated"]), ...list.map(writeFile), acme.startScript].join("\n"),
          ),
          probe: files.apply((list) =>
            [programsAreThere(["dehydrated"]), ...list.map(fileIs), acme.certificatesProbe].join("\n"),
          ),
          remove: acme.removeScript(routes),
        },
        { parent: this, dependsOn: [shared, ...prepared] },
      );
    });

    const image = registry.image("web");
    const challenges = on.run(
      this.child("challenges"),
      {
        name: acme.challengesName,
        image: image.reference,
        replicas: 1,
        writers: "many",
        memoryMebibytes: 64,
        mounts: [{ source: `${acme.sharedDirectory(mount)}/challenges`, target: "/srv/www", readOnly: true }],
        health: { command: ["http-ok", "8080", "/health"], withinSeconds: 15 },
        networks: ["edge"],
      },
      { parent: this, dependsOn: [...image.present, shared] },
    );
    this.#challenges = on.untilRunning(this.child("challenges-running"), [challenges], { parent: this });
  }

  /** What a route's own files on every machine come after. */
  get ready(): readonly pulumi.Resource[] {
    return this.#onMachines;
  }

  /**
   * Asks for the certificate of a service's host, once all machines can serve it. It never fails: it is asked for until
   * it comes.
   */
  want(
    name: string,
    service: string,
    host: string,
    after: readonly pulumi.Resource[],
    options: pulumi.ComponentResourceOptions,
  ): pulumi.Resource {
    const {
      on: { manager },
      volume: { mount },
    } = this.#args;
    return new Configuration(
      `${name}-certificate`,
      {
        machine: manager,
        concern: `certificate-${service}`,
        script: acme.wantScript(mount, service, host),
        probe: acme.wantProbe(mount, service, host),
        remove: acme.unwantScript(mount, service),
      },
      { ...options, dependsOn: [this.#challenges, ...after] },
    );
  }

  protected outputs(): pulumi.Inputs {
    return {};
  }
}
