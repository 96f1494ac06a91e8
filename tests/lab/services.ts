import { join, resolve } from "node:path";
import { catalogue } from "../../components/services/catalogue";
import type { Content } from "./content";
import type { TestPlatform } from "./platform";

const services = resolve(__dirname, "../../components/services");

/** What `suite.ts` in the folder of a service exports. */
export interface ServiceSuite {
  /** Cases of the lab's suite, for a kind that is in its environment: each through the service's own interface. */
  readonly cases?: (platform: TestPlatform) => void;
  /** How texts are written and read in it. */
  readonly content?: (platform: TestPlatform) => Content;
}

/** @throws Error if the kind has no such file. */
const suiteOf = (kind: string): ServiceSuite => require(join(services, kind, "suite")) as ServiceSuite;

/** The hosted services, in the order of their kinds. */
export function serviceCases(platform: TestPlatform): void {
  describe("services", () => {
    for (const { definition } of catalogue) suiteOf(definition.kind).cases?.(platform);
  });
}
