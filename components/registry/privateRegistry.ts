import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceDescriptor, Tier } from "../../model/descriptor";
import { passwordHash } from "../../model/secrets/passwordHash";
import type { ImageFamily } from "../contracts/imageFamily";
import { commandConnection, type Machine } from "../contracts/machine";
import type { Volume } from "../contracts/volume";
import { RucheComponent } from "../core/component";
import type { Seed } from "../core/seed";
import { type Transforms, transformed } from "../core/transform";
import { Configuration, type OwnConfiguration } from "../machines/configuration/configuration";
import { type SecretFile, secretFiles, secretFilesAre } from "../machines/configuration/secretFile";
import * as scripts from "./registryScripts";

/** The platform's own registry. */
export interface PrivateRegistryArgs {
  /**
   * Name of it as a service, in reports.
   *
   * @default the component's name
   */
  readonly service?: string;
  /** Holds its data; every machine of the volume serves it. */
  readonly volume: Volume;
  /** Host name by which nodes know it, for example `registry.lab.internal`. */
  readonly host: string;
  /** What its password and certificate are derived from. */
  readonly seed: Seed;
  /** What it serves. */
  readonly images: ImageFamily;
  /** Shown as the certificate's issuer. */
  readonly domain: string;
  /** Decides which quarter's certificate is used. */
  readonly now: Date;
  /**
   * What the platform is for; policies are stricter in production.
   *
   * @default development
   */
  readonly tier?: Tier;
  /**
   * Changes of the component's children: on each machine its unit, for each image the command that pushes it, and on
   * each machine the one that pulls it.
   *
   * @default nothing is changed
   */
  readonly transform?: Transforms<{
    unit: OwnConfiguration;
    push: command.local.CommandArgs;
    pull: command.remote.CommandArgs;
  }>;
}

/** An image in the registry, present on every node. */
export interface PresentImage {
  /** `host:port/ruche/name:key@sha256:…` */
  readonly reference: pulumi.Output<string>;
  /** Done when every node has it. */
  readonly present: readonly pulumi.Resource[];
}

const user = "platform";

/**
 * A registry behind TLS and a password on every machine of a volume, all on the same data: each node pulls from itself.
 * It is a unit of the machine, not a service of the cluster: the cluster's own images come from it.
 *
 * @example
 * const domain = "example.org";
 * const host = registryHost(domain);
 * const registry = new PrivateRegistry("registry", { volume, host, seed, images, domain, now: new Date() });
 * export const web = registry.image("web").reference;
 */
export class PrivateRegistry extends RucheComponent<ServiceDescriptor> {
  /** `host:port`. */
  readonly address: string;
  readonly password: pulumi.Output<string>;
  readonly #args: PrivateRegistryArgs;
  readonly #ready: pulumi.Resource[];
  readonly #images = new Map<string, PresentImage>();
  /**
   * What was asked for as urgent. Later images wait until every node has it: what is urgent should start before they
   * are written and unpacked.
   */
  readonly #urgent: pulumi.Resource[] = [];

  constructor(name: string, args: PrivateRegistryArgs, options?: pulumi.ComponentResourceOptions) {
    const { service = name, volume, host, seed, tier = "development" } = args;
    super(
      "ruche:registry:PrivateRegistry",
      name,
      {
        kind: "service",
        tier,
        service,
        serviceKind: "registry",
        version: "2.8.3",
        image: "",
        writers: "many",
        replicas: "each-node",
        volume: volume.name,
        state: { none: "its images are built again from the repository" },
        backup: null,
        routes: [
          {
            service,
            exposure: "cluster",
            host,
            path: "/",
            port: scripts.registryPort,
            authentication: "password",
            tls: "own",
          },
        ],
      },
      options,
    );
    this.#args = args;
    this.address = `${host}:${scripts.registryPort}`;
    this.password = seed.password("registry");
    const authority = seed.authority(args.domain);
    const pair = authority.apply((authority) => authority.issue([host, "127.0.0.1"], args.now));
    const hash = pulumi
      .all([seed.value, this.password])
      .apply(([seed, password]) => passwordHash(seed, "registry", password));
    const login = this.password.apply((password) =>
      JSON.stringify({ auths: { [this.address]: { auth: Buffer.from(`${user}:${password}`).toString("base64") } } }),
    );
    const data = `${volume.mount}/registry`;

    this.#ready = volume.machines.map((machine) => {
      const files: readonly SecretFile[] = [
        { path: `${scripts.registryDirectory}/certificate.pem`, content: pair.certificate, mode: "644" },
        { path: `${scripts.registryDirectory}/authority.pem`, content: authority.certificate, mode: "644" },
        { path: `/etc/docker/certs.d/${this.address}/ca.crt`, content: authority.certificate, mode: "644" },
        { path: `${scripts.registryDirectory}/key.pem`, content: pair.privateKey },
        { path: `${scripts.registryDirectory}/htpasswd`, content: pulumi.interpolate`${user}:${hash}\n` },
        {
          path: `${scripts.registryDirectory}/environment`,
          content: pulumi.interpolate`REGISTRY_HTTP_SECRET=${seed.password("registry/uploads")}\n`,
        },
        { path: "/root/.docker/config.json", content: login },
      ];
      const secrets = secretFiles(files);
      return new Configuration(
        ...transformed(
          args.transform?.unit,
          this.child(machine.name),
          {
            concern: "registry",
            script: scripts.registryScript(data, volume.mountUnit, secrets.script),
            stdin: secrets.stdin,
            probe: secretFilesAre(files).apply((lines) => scripts.registryProbe(data, volume.mountUnit, lines)),
            remove:
              "systemctl disable -q --now ruche-registry; rm -rf /etc/systemd/system/ruche-registry.service /etc/ruche/registry",
          },
          { parent: this, dependsOn: [...volume.ready] },
          { machine },
        ),
      );
    });
  }

  /**
   * Builds and pushes an image of the family, and brings it to every node; asked twice, it is done once.
   *
   * @param urgent - Comes before all that is asked for later: for what others wait for. Default false.
   */
  image(name: string, { urgent = false } = {}): PresentImage {
    const known = this.#images.get(name);
    if (known) return known;
    const { images, volume, domain, seed, transform = {} } = this.#args;
    const { key } = images.image(name);
    const through = volume.machines[0]!;
    const push = new command.local.Command(
      ...transformed(
        transform.push,
        this.child(`push-${name}`),
        {
          create: pulumi.interpolate`${images.pushCommand} ${name}`,
          stdin: pulumi.secret(
            pulumi.jsonStringify({
              image: name,
              registry: this.address,
              authority: seed.authority(domain).certificate,
              credentials: { user, password: this.password },
              connection: { ...pickConnection(through) },
            }),
          ),
          triggers: [key, through.generation],
          logging: command.local.Logging.Stderr,
        },
        {
          parent: this,
          dependsOn: [...this.#ready, ...this.#urgent],
          deleteBeforeReplace: true,
          customTimeouts: { create: "30m" },
        },
      ),
    );
    const digest = pulumi.unsecret(push.stdout).apply((printed) => (JSON.parse(printed) as { digest: string }).digest);
    const reference = pulumi.interpolate`${this.address}/ruche/${name}:${key}@${digest}`;
    const present = volume.machines.map(
      (machine) =>
        new command.remote.Command(
          ...transformed(
            transform.pull,
            this.child(`pull-${name}-${machine.name}`),
            {
              connection: commandConnection(machine),
              create: reference.apply(scripts.pullImage),
              triggers: [machine.generation],
              logging: command.remote.Logging.None,
            },
            { parent: this, deletedWith: machine.resource, customTimeouts: { create: "10m" } },
          ),
        ),
    );
    if (urgent) this.#urgent.push(...present);
    const image: PresentImage = { reference, present };
    this.#images.set(name, image);
    return image;
  }

  protected outputs(): pulumi.Inputs {
    return { address: this.address };
  }
}

function pickConnection({ connection: { host, user, privateKey, hostKey } }: Machine): pulumi.Inputs {
  return { host, user, privateKey, hostKey };
}
