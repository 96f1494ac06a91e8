import type * as pulumi from "@pulumi/pulumi";
import type { ServiceArgs, ServiceDefinition } from "../platform/definition";
import type { HostedService } from "../platform/hostedService";
import type { Platform } from "../platform/platform";
import { DokuWiki, dokuwiki } from "./dokuwiki/definition";
import { Etherpad, etherpad } from "./etherpad/definition";
import { Mattermost, mattermost } from "./mattermost/definition";
import { Site, site } from "./site/definition";

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
