import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { CertificateAuthority } from "../../model/secrets/certificate";
import { deriveBytes, derivePassword } from "../../model/secrets/derivation";
import { formerGenerations, type Generations } from "../../model/secrets/rotation";
import { signingKeyFrom } from "../../model/secrets/signingKey";
import { type SshKey, sshKeyFrom } from "../../model/secrets/sshKey";
import { keepsData } from "./component";

/**
 * The one secret of an environment, from which every password, token and key of the platform is derived: a platform
 * can be built again from its repository, its seed and its backups alone.
 *
 * @example
 * const seed = new Seed(new pulumi.Config().requireSecret("seed"));
 * export const password = seed.password("member/ada");
 */
export class Seed {
  /** The seed itself; always a secret. */
  readonly value: pulumi.Output<string>;
  readonly #generations: Generations;
  readonly #authorities = new Map<string, pulumi.Output<CertificateAuthority>>();

  /**
   * @param value - At least 32 characters nobody can guess.
   * @param generations - How often secrets were rotated, by purpose. Default: none was.
   */
  constructor(value: pulumi.Input<string>, generations: Generations = {}) {
    this.value = pulumi.secret(value);
    this.#generations = generations;
  }

  /** The same seed with secrets that were rotated. */
  rotated(generations: Generations): Seed {
    return new Seed(this.value, generations);
  }

  /**
   * A seed that is made at the first run and lives in the encrypted state from then on: for development tiers. Without
   * it no backup can be opened, so it is protected from deletion unless `options.protect` is false.
   */
  static generated(name: string, options?: pulumi.CustomResourceOptions): Seed {
    const made = new command.local.Command(
      name,
      {
        create: "od -An -N32 -tx1 /dev/urandom | tr -d ' \\n'",
        logging: "none",
      },
      pulumi.mergeOptions(options, {
        ...keepsData(options),
        additionalSecretOutputs: ["stdout"],
        ignoreChanges: ["*"],
      }),
    );
    return new Seed(made.stdout);
  }

  /** A password of 32 characters. */
  password(purpose: string): pulumi.Output<string> {
    return this.value.apply((seed) => derivePassword(seed, this.#of(purpose)));
  }

  /** What it was before it was rotated, the newest first. */
  formerPasswords(purpose: string): pulumi.Output<string>[] {
    return formerGenerations(this.#of(purpose).generation).map((generation) =>
      this.value.apply((seed) => derivePassword(seed, { purpose, generation })),
    );
  }

  /** Secret bytes. */
  bytes(purpose: string, length?: number): pulumi.Output<Buffer> {
    return this.value.apply((seed) => deriveBytes(seed, { purpose }, length));
  }

  /** An SSH key pair. */
  sshKey(purpose: string): {
    publicKey: pulumi.Output<string>;
    privateKey: pulumi.Output<string>;
    id: pulumi.Output<string>;
  } {
    const key: pulumi.Output<SshKey> = this.value.apply((seed) => sshKeyFrom(deriveBytes(seed, this.#of(purpose))));
    return {
      publicKey: pulumi.unsecret(key.publicKey),
      privateKey: key.privateKey,
      id: pulumi.unsecret(key.id),
    };
  }

  /**
   * The key that signs what restore drills found. Everybody may know the public half, with which evidence is verified.
   */
  evidenceKey(): { publicKey: pulumi.Output<string>; privateKey: pulumi.Output<string> } {
    const key = this.value.apply((seed) => signingKeyFrom(deriveBytes(seed, { purpose: "evidence" })));
    return { publicKey: pulumi.unsecret(key.publicKey), privateKey: key.privateKey };
  }

  /** The platform's certificate authority; whoever asks gets the same one. */
  authority(organisation: string): pulumi.Output<CertificateAuthority> {
    const known =
      this.#authorities.get(organisation) ?? this.value.apply((seed) => new CertificateAuthority(seed, organisation));
    this.#authorities.set(organisation, known);
    return known;
  }

  #of(purpose: string): { readonly purpose: string; readonly generation: number } {
    return { purpose, generation: this.#generations[purpose] ?? 1 };
  }
}
