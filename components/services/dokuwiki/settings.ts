import { z } from "zod";
import { setting } from "../../../model/environment/settings";

export const settings = z.strictObject({
  title: setting(z.string().regex(/\S/), {
    meaning: "Name of the wiki. Default: its host name.",
    allowed: "text",
    remedy: "write the name that pages show",
  }).optional(),
});
