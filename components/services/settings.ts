// Written by `npm run docs` from the folders beside this file.
import type { SettingsSchema } from "../../model/environment/settings";
import { settings as dokuwiki } from "./dokuwiki/settings";

/** What may be chosen for a service, by its kind. */
export const settings: Readonly<Record<string, SettingsSchema>> = {
  dokuwiki,
};
