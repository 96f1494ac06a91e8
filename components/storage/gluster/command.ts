import { shellProgram } from "../../../tools/programFile";

/** Makes `gluster` a function of the shell that asks again while another command holds the volume. */
export const patientGluster = shellProgram(__dirname, "patient.sh");
