export * from "../model/descriptor";
export { type SettingsSchema, setting } from "../model/environment/settings";
export { UserError } from "../model/errors";
export type { MachineRoles } from "../model/review/insidePorts";
export type { PortExposure, PortNumber } from "../model/rules/openedPort";
export { registryHost } from "../model/rules/route";
export type { ImageFamily, ImageSource, LocalImages } from "./contracts/imageFamily";
export { type Machine, type MachineArgs, machineOf, type SshConnection } from "./contracts/machine";
export type { Job, Orchestrator, PythonModule, RunningWorkload } from "./contracts/orchestrator";
export type { Volume } from "./contracts/volume";
export type {
  ClusterNetwork,
  OwnWorkload,
  StoredConfiguration,
  StoredSecret,
  Variables,
  Workload,
} from "./contracts/workload";
export { Seed } from "./core/seed";
export type { Transform, Transformed, Transforms } from "./core/transform";
export type { Database, DatabaseServer, DatabaseServerArgs } from "./databases/databaseServer";
export { MariaDb } from "./databases/mariaDb";
export { PostgreSql } from "./databases/postgreSql";
export type { AcmeAuthority } from "./ingress/acme/scripts";
export type { IngressPorts, PortRoute } from "./ingress/ports";
export { Ingress, type IngressArgs, type Member } from "./ingress/traefik/ingress";
export type { Route } from "./ingress/traefik/route";
export { Configuration, type ConfigurationArgs, type OwnConfiguration } from "./machines/configuration/configuration";
export { type HostImageArgs, hostImage } from "./machines/lab/hostImage";
export { LabMachines, type LabMachinesArgs } from "./machines/lab/labMachines";
export { Firewall, type FirewallArgs } from "./networks/firewall";
export { type GuardedArgs, guarded } from "./networks/guarded";
export { machineNames, platformNames } from "./networks/hostsFile";
export { SwarmCluster, type SwarmClusterArgs } from "./orchestrators/swarm/cluster";
export type { Canary, ServiceAnswer, ServiceConnection } from "./platform/canary";
export type { CatalogueEntry } from "./platform/catalogueEntry";
export {
  type CompanionContainer,
  defineService,
  type EnvironmentContext,
  type OpenedPort,
  type ServiceArgs,
  type ServiceDefinition,
  type ServiceFacts,
  type ServiceJob,
  type ServicePort,
  type ServiceResources,
  type ServiceState,
  type SettingsInput,
} from "./platform/definition";
export { HostedService } from "./platform/hostedService";
export { Platform, type PlatformArgs, type PlatformBackup } from "./platform/platform";
export { type PresentImage, PrivateRegistry, type PrivateRegistryArgs } from "./registry/privateRegistry";
export * from "./services/catalogue";
export { GlusterVolume, type GlusterVolumeArgs } from "./storage/gluster/volume";
