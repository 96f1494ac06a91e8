import { workloadTypes } from "../../model/cluster";
import type { Progress } from "../progress";
import type { Result } from "../pulumi/stack";
import { writeCanary } from "./canary";
import { DataPlatform } from "./platform";

/** Services that were just made get a canary at once: the platform's first backups should hold one. */
export async function firstCanaries(name: string, { changes }: Result, progress: Progress): Promise<void> {
  const made = new Set(
    changes
      .filter(({ operation, type }) => operation === "create" && workloadTypes.has(type))
      .map((change) => change.name.replace(/-service$/, "")),
  );
  if (made.size === 0) return;
  const platform = await DataPlatform.open(name, progress);
  await Promise.all(
    platform
      .services()
      .filter((service) => made.has(service.name))
      .map((service) =>
        writeCanary(platform, service).catch((error: unknown) =>
          progress.say(
            `${service.name} took no canary yet (${(error as Error).message}): ./ruche backup ${name} ${service.name} writes one`,
          ),
        ),
      ),
  );
}
