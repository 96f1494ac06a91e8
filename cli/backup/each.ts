import { Refusal } from "../failure";
import type { StatefulService } from "./platform";

/**
 * Does a piece of work for each service, all at once and each to its end.
 *
 * @throws Refusal with every failure, once all have ended.
 */
export async function forEachService<T>(
  services: readonly StatefulService[],
  work: (service: StatefulService) => Promise<T>,
): Promise<T[]> {
  const ended = await Promise.allSettled(services.map(work));
  const failed = ended.flatMap((result, index) =>
    result.status === "rejected" ? [`${services[index]!.name}: ${(result.reason as Error).message}`] : [],
  );
  if (failed.length > 0) throw new Refusal(failed.join("\n"));
  return ended.map((result) => (result as PromiseFulfilledResult<T>).value);
}
