/** Name in the cluster of what runs beside a service, by which the service's other containers reach it. */
export const companionName = (service: string, companion: string): string => `${service}-${companion}`;
