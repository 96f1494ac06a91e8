import type { CheckFinding } from "../environment/mistake";
import type { Deployment } from "./deployment";

/** A secret that was rotated is known to others: it never comes back while what it opens is there. */
export const rotationObjections = (declared: Deployment, deployed: Deployment): CheckFinding[] =>
  Object.entries(deployed.rotated)
    .filter(([purpose, times]) => (declared.rotated[purpose] ?? 1) < times && opensSomething(purpose, declared))
    .map(([purpose, times]) => ({
      path: ["ruche:rotate", purpose],
      value: declared.rotated[purpose],
      message: "a secret from before would be used again",
      allowed: `${times} or more`,
      remedy: `write ${purpose}: ${times}, or ${times + 1} to rotate it once more`,
    }));

/** Whether what the secret is for is still declared. */
function opensSomething(purpose: string, { members, services, repositories }: Deployment): boolean {
  const [what, name = ""] = purpose.split("/");
  switch (what) {
    case "member":
      return members.includes(name);
    case "service":
    case "database":
      return services.some((service) => service.name === name);
    case "backup":
      return name in repositories;
    default:
      return true;
  }
}
