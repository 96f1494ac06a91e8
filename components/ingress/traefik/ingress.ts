import { dirname } from "node:path/posix";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceDescriptor, Tier } from "../../../model/descriptor";
import type { PortNumber } from "../../../model/rules/openedPort";
import { passwordHash } from "../../../model/secrets/passwordHash";
import type { Orchestrator } from "../../contracts/orchestrator";
import type { Volume } from "../../contracts/volume";
import type { OwnWorkload } from "../../contracts/workload";
import { RucheComponent } from "../../core/component";
import type { Seed } from "../../core/seed";
import { type Transforms, transformed } from "../../core/transform";
import { Configuration } from "../../machines/configuration/configuration";
import { fileIs, writeFile } from "../../machines/configuration/file";
import { secretFiles, secretFilesAre } from "../../machines/configuration/secretFile";
import type { PrivateRegistry } from "../../registry/privateRegistry";
import { AcmeCertificates } from "../acme/certificates";
import { type AcmeAuthority, copyScript, hostPath, ownCertificatePath } from "../acme/scripts";
import { IngressPorts, type PortRoute } from "../ports";
import { refuseArguments } from "./arguments";
import { traefikOptions } from "./options";
import { traefikPorts } from "./ports";
import { certificateFile, type Route, traefikRoute } from "./route";

/** Somebody with a password. */
export interface Member {
  readonly name: string;
  /**
   * bcrypt hash of a password that they chose.
   *
   * @default that of a password derived from the seed
   */
  readonly passwordHash?: pulumi.Input<string> | null;
}

/** The only way in. */
export interface IngressArgs {
  /**
   * Name of its service in the cluster.
   *
   * @default the component's name
   */
  readonly service?: string;
  /** The cluster on whose nodes it runs. */
  readonly on: Orchestrator;
  /** Where its image comes from. */
  readonly registry: PrivateRegistry;
  /** What members' passwords and its certificates are derived from. */
  readonly seed: Seed;
  /** Shown as the issuer of certificates. */
  readonly domain: string;
  /** The people who may use what is exposed to `members`. */
  readonly members: readonly Member[];
  /** Decides which quarter's certificates are used. */
  readonly now: Date;
  /**
   * Ports beside 80 and 443 on which it listens, for protocols of services. Another one starts it anew, one machine
   * after the other.
   *
   * @default none
   */
  readonly ports?: readonly PortNumber[];
  /**
   * Issues the certificates by ACME; what it needs is kept on the volume.
   *
   * @default the platform's own authority
   */
  readonly acme?: { readonly authority: AcmeAuthority; readonly volume: Volume };
  /**
   * What the platform is for; policies are stricter in production.
   *
   * @default development
   */
  readonly tier?: Tier;
  /**
   * Changes of the component's children.
   *
   * @default nothing is changed
   */
  readonly transform?: Transforms<{ workload: OwnWorkload }>;
}

const directory = "/etc/ruche/ingress";

/** Numeric id of Traefik's user inside its image. */
const user = 402;

/**
 * Traefik on every node: HTTP to HTTPS, one certificate per host name, a password where the exposure says so; no
 * dashboard, no Docker socket.
 *
 * @example
 * const ingress = new Ingress("ingress", {
 *   on: swarm,
 *   registry,
 *   seed,
 *   domain: "example.org",
 *   members: [{ name: "ada" }],
 *   now: new Date(),
 * });
 */
export class Ingress extends RucheComponent<ServiceDescriptor> {
  /** Ports for protocols of services. */
  readonly ports: IngressPorts;
  readonly #args: IngressArgs;
  readonly #prepared: Configuration[];
  readonly #acme: AcmeCertificates | undefined;
  /** `name:hash` of every member, the same for each route. */
  readonly #users: pulumi.Output<string[]>;

  constructor(name: string, args: IngressArgs, options?: pulumi.ComponentResourceOptions) {
    const { service = name, on, acme, tier = "development", ports = [] } = args;
    refuseArguments(`Ingress ${name}`, args);
    const listening = new IngressPorts(name, ports);
    const tls = acme ? "acme" : "own";
    const route = (port: number): ServiceDescriptor["routes"][number] => ({
      service,
      exposure: "public",
      host: `*.${args.domain}`,
      path: "/",
      port,
      authentication: "none",
      tls: port === 443 ? tls : "none",
    });
    super(
      "ruche:ingress:Ingress",
      name,
      {
        kind: "service",
        tier,
        service,
        serviceKind: "ingress",
        version: "3.6.12",
        image: "traefik",
        writers: "many",
        cluster: on.name,
        replicas: "each-node",
        state: { none: "its routes and certificates are made from the declaration" },
        backup: null,
        routes: [route(80), route(443)],
      },
      options,
    );
    this.#args = args;
    this.#users = users(args);
    this.ports = listening;

    this.#prepared = on.nodes.map(
      (machine) =>
        new Configuration(
          this.child(machine.name),
          {
            machine,
            concern: "ingress",
            script: `install -d -m 700 -o ${user} -g ${user} ${directory}/routes`,
            probe: `[ "$(stat -c %u:%a ${directory}/routes)" = ${user}:700 ]`,
            remove: `rm -rf ${directory}`,
          },
          { parent: this },
        ),
    );
    if (acme) {
      this.#acme = new AcmeCertificates(
        this.child("certificates"),
        {
          on,
          ...acme,
          registry: args.registry,
          routes: `${directory}/routes`,
          user,
          prepared: this.#prepared,
          tier,
        },
        { parent: this },
      );
    }
    const image = args.registry.image("traefik");
    on.run(
      ...transformed(
        args.transform?.workload,
        this.child("traefik"),
        {
          image: image.reference,
          memoryMebibytes: 256,
          command: traefikOptions({ acme: acme !== undefined, ports: listening.all }),
          mounts: [{ source: `${directory}/routes`, target: "/etc/traefik/routes", readOnly: true }],
          published: [
            { port: 80, target: 80 },
            { port: 443, target: 443 },
            ...listening.all.map(({ port, protocol }) => ({ port, target: port, protocol })),
          ],
          health: { command: ["http-ok", "8082", "/ping"], withinSeconds: 20 },
          networks: ["edge"],
        },
        { parent: this, dependsOn: [...image.present, ...this.#prepared] },
        { name: service, replicas: "each-node", writers: "many" },
      ),
    );
  }

  /** Serves a route: its certificate, its password and its rule, on every node. */
  serve(name: string, route: Route, options: pulumi.ComponentResourceOptions): readonly pulumi.Resource[] {
    const { on, seed, domain, now } = this.#args;
    const acme = this.#acme;
    const pair = seed.authority(domain).apply((authority) => authority.issue([route.host], now));
    const path = `${directory}/routes/${route.service}.yml`;
    const content = pulumi
      .all([pair, this.#users])
      .apply(([pair, users]) => traefikRoute(route, { ...(acme ? {} : pair), members: users }));
    // By ACME the certificate is a file of its own, which the machine itself keeps up to date; this one is served until
    // then.
    const apart = [
      { path: hostPath(route.service), content: route.host },
      { path: ownCertificatePath(route.service), content: pair.apply(certificateFile), owner: user },
    ];
    const files = [{ path, content, owner: user }, ...(acme ? apart : [])];
    const { script, stdin } = secretFiles(files);
    const probe = secretFilesAre(files).apply((lines) =>
      acme ? `${lines}\ntest -s ${path.replace(/yml$/, "tls.yml")}` : lines,
    );
    const onMachines = on.nodes.map(
      (machine) =>
        new Configuration(
          `${name}-route-${machine.name}`,
          {
            machine,
            concern: `route-${route.service}`,
            stdin,
            probe,
            script: acme ? `${script}\n${copyScript}` : script,
            remove: acme
              ? `rm -rf ${dirname(hostPath(route.service))} ${path} ${path.replace(/yml$/, "tls.yml")}`
              : `rm -f ${path}`,
          },
          { ...options, dependsOn: [...this.#prepared, ...(acme?.ready ?? [])] },
        ),
    );
    return acme ? [...onMachines, acme.want(name, route.service, route.host, onMachines, options)] : onMachines;
  }

  /** Hands on what comes to the ports of a service, on every node. */
  servePorts(service: string, ports: readonly PortRoute[], options: pulumi.ComponentResourceOptions): void {
    const owner = `${user}:${user}`;
    const file = { path: `${directory}/routes/${service}.ports.yml`, content: traefikPorts(ports), mode: "600", owner };
    for (const machine of this.#args.on.nodes)
      new Configuration(
        `${service}-ports-${machine.name}`,
        {
          machine,
          concern: `ports-${service}`,
          script: writeFile(file),
          probe: fileIs(file),
          remove: `rm -f ${file.path}`,
        },
        { ...options, dependsOn: [...this.#prepared] },
      );
  }

  protected outputs(): pulumi.Inputs {
    return {};
  }
}

function users({ members, seed }: IngressArgs): pulumi.Output<string[]> {
  return pulumi.all(
    members.map(({ name, passwordHash: given }) => {
      const purpose = `member/${name}`;
      const hash =
        given ??
        pulumi
          .all([seed.value, seed.password(purpose)])
          .apply(([seed, password]) => passwordHash(seed, purpose, password));
      return pulumi.interpolate`${name}:${hash}`;
    }),
  );
}
