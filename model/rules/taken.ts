import type { Objection } from "./objection";

/** Why a service cannot have a name in the cluster. */
export const nameTaken = (message: string, allowed = "any other name"): Objection => ({
  message,
  allowed,
  remedy: "give the service another name",
});

/** A name under which a part of another service runs. */
export const runsPartOf = (other: string): Objection => nameTaken(`a name under which a part of ${other} runs`);

/** A part that would have a name of the platform's own. */
export const partNamedAsPlatform = (part: string, name: string): Objection =>
  nameTaken(`its part ${part} would have the platform's own name ${name}`);

/** A part that would have a name that something else has. */
export const partNamedAs = (part: string, name: string, owner: string): Objection =>
  nameTaken(`its part ${part} would have the name ${name}, as ${owner} has`);

/** Two services behind one address: only one would answer. */
export const addressTaken = (other: string): Objection => ({
  message: `the same address as service ${other}`,
  allowed: "every address (host and path) once",
  remedy: "give it another host or path",
});
