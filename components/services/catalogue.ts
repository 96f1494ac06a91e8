import type * as pulumi from "@pulumi/pulumi";
import type { ServiceArgs, ServiceDefinition } from "./definition";
import { DokuWiki, dokuwiki } from "./dokuwiki";
import { Etherpad, etherpad } from "./etherpad";
import type { HostedService } from "./hostedService";
import { Mattermost, mattermost } from "./mattermost";
import type { Platform } from "./platform";
import { Site, site } from "./site";

type ServiceClass = new (
  name: string,
  args: ServiceArgs & { readonly on: Platform },
  options?: pulumi.ComponentResourceOptions,
) => HostedService;

/** Every kind that an environment can name: its definition and its component. A new service is added here. */
export const catalogue: readonly { readonly definition: ServiceDefinition; readonly component: ServiceClass }[] = [
  { definition: dokuwiki, component: DokuWiki },
  { definition: etherpad, component: Etherpad },
  { definition: mattermost, component: Mattermost },
  { definition: site, component: Site },
];
