import { programFile } from "../../../tools/programFile";
import type { PythonModule } from "../../contracts/orchestrator";

/** How programs on the machines of a swarm reach it. */
export const swarmModule = (): PythonModule => ({ name: "swarm", text: programFile(__dirname, "swarm.py") });
