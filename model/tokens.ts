/**
 * Type tokens from before 0.1.0, by today's. A platform of then is known by them, so that an update makes nothing of it
 * anew. The release after 0.1.0 drops them.
 */
export const formerTypes: Readonly<Record<string, string>> = {
  "ruche:backup:BackupRepository": "ruche:data:BackupRepository",
  "ruche:backup:BackupRunner": "ruche:data:BackupRunner",
  "ruche:databases:MariaDb": "ruche:data:MariaDb",
  "ruche:databases:PostgreSql": "ruche:data:PostgreSql",
  "ruche:ingress:AcmeCertificates": "ruche:exposure:AcmeCertificates",
  "ruche:ingress:Ingress": "ruche:exposure:Ingress",
  "ruche:orchestrators:SwarmCluster": "ruche:clusters:SwarmCluster",
};

/** Whether a resource of a state has a type, by its token of today or of then. */
export const isOfType = (type: string, token: string): boolean => type === token || type === formerTypes[token];
