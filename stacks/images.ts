import { imageFamily } from "../images/family";

/** The images of this repository. */
export const images = imageFamily();
