// Written by `npm run docs` from the folders beside this file.
import type { CatalogueEntry } from "../platform/catalogueEntry";
import { DokuWiki, dokuwiki } from "./dokuwiki/definition";
import { Etherpad, etherpad } from "./etherpad/definition";
import { Mattermost, mattermost } from "./mattermost/definition";
import { Site, site } from "./site/definition";

/** Every kind that an environment can name. */
export const catalogue: readonly CatalogueEntry[] = [
  { definition: dokuwiki, component: DokuWiki },
  { definition: etherpad, component: Etherpad },
  { definition: mattermost, component: Mattermost },
  { definition: site, component: Site },
];

export { DokuWiki } from "./dokuwiki/definition";
export { Etherpad } from "./etherpad/definition";
export { Mattermost } from "./mattermost/definition";
export { Site } from "./site/definition";
