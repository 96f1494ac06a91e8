import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { identityPath } from "./sshOptions";

/**
 * Puts the platform's automation key into a file of this computer, readable by its owner alone: `ssh` (and with it the
 * Docker provider) takes no key from anywhere else. Gives the file's path, as `ssh` reads it.
 */
export function identityFile(
  name: string,
  key: { id: pulumi.Output<string>; privateKey: pulumi.Output<string> },
  options?: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const path = key.id.apply(identityPath);
  const file = new command.local.Command(
    name,
    {
      create: pulumi.interpolate`umask 077; mkdir -p "$(dirname "${path}")" && cat > "${path}.new" && mv "${path}.new" "${path}"`,
      delete: pulumi.interpolate`rm -f "${path}"; cd "$(dirname "${path}")/../.." && rmdir ruche/identities ruche 2>/dev/null || true`,
      stdin: key.privateKey,
      logging: "none",
    },
    options,
  );
  // Pulumi holds whatever comes of a secret for one
  return pulumi.unsecret(pulumi.all([file.stdout, path]).apply(([, path]) => path));
}
