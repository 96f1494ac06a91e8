/** What makes machines in this version. */
export const providers = ["lab"] as const;
