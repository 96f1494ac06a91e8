import { join } from "node:path";
import execa from "execa";
import { imageName } from "../../images/catalogue";
import { imageKey } from "../../images/key";
import { root } from "../clone";
import { automationKey } from "../pulumi/identity";
import type { DataPlatform, StatefulService } from "./platform";

/** References of images in the platform's registry; what is absent runs as it is. */
export interface DeclaredImages {
  readonly service?: string;
  readonly database?: string;
}

/**
 * Builds the images that this clone declares for a service and its database, and brings them into the platform's
 * registry.
 */
export async function declaredImages(platform: DataPlatform, { definition }: StatefulService): Promise<DeclaredImages> {
  const [service, database] = await Promise.all([
    push(platform, definition.image),
    definition.state.database && push(platform, definition.state.database),
  ]);
  return { service, ...(database ? { database } : {}) };
}

async function push(platform: DataPlatform, image: string): Promise<string> {
  const { summary, seed, runner } = platform;
  const { machines, registry, authority } = summary;
  const machine = machines.find(({ name }) => name === runner)!;
  const { stdout } = await execa("node", [join(root, "images/start.js"), "deliver", image], {
    cwd: root,
    stderr: "inherit",
    input: JSON.stringify({
      registry,
      authority,
      credentials: { user: "platform", password: platform.password("registry") },
      connection: {
        host: machine.ssh.host,
        user: machine.ssh.user,
        hostKey: machine.ssh.hostKey,
        privateKey: automationKey(seed).privateKey,
      },
    }),
  });
  return `${registry}/ruche/${image}:${imageKey(imageName(image))}@${(JSON.parse(stdout) as { digest: string }).digest}`;
}
