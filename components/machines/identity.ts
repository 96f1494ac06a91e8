import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

/**
 * Puts the platform's automation key into a file of this computer, readable by its owner alone: `ssh` (and with it the
 * Docker provider) takes no key from anywhere else. Gives the file's path.
 */
export function identityFile(
  name: string,
  key: { id: pulumi.Output<string>; privateKey: pulumi.Output<string> },
  options?: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const home = '"${XDG_STATE_HOME:-$HOME/.local/state}/ruche"';
  const directory = `${home}/identities`;
  const file = new command.local.Command(name, {
    create: pulumi.interpolate`umask 077; mkdir -p ${directory} && cd ${directory} && cat > ${key.id}.new && mv ${key.id}.new ${key.id} && printf %s "$PWD/${key.id}"`,
    delete: pulumi.interpolate`rm -f ${directory}/${key.id}; rmdir ${directory} ${home} 2>/dev/null || true`,
    stdin: key.privateKey,
    logging: "none",
  }, options);
  return pulumi.unsecret(file.stdout); // a path; Pulumi holds whatever comes of a secret for one
}
