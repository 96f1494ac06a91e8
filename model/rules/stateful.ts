import type { ServiceDescriptor, StateItem } from "../descriptor";

/** Everything of a service that must survive; empty if nothing must, or if a preview does not know it. */
export const stateItemsOf = ({ state }: Pick<ServiceDescriptor, "state">): readonly StateItem[] =>
  state !== undefined && "items" in state && Array.isArray(state.items) ? state.items : [];

/** Whether a service says that something of it must survive. */
export const isStateful = (service: Pick<ServiceDescriptor, "state">): boolean => stateItemsOf(service).length > 0;
