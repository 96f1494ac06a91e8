/** Where a state can be, for people. */
export const stateAddresses =
  "files, postgres://user@host/database, or an object store: s3://bucket, gs://bucket, azblob://container";

/** The same as a pattern. */
export const stateAddress = /^(files|postgres:\/\/\S+|(s3|gs|azblob):\/\/\S+)$/;
