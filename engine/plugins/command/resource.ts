/** What each resource type of the package does; `provider.ts` does the rest the same way for all. */
import type { Properties } from "./values";

/** What an operation needs beside properties. */
export interface OperationContext {
  readonly urn: string;
  /** Ends the operation: the user cancelled, or its time is over. */
  readonly signal: AbortSignal;
}

/** A resource type. Properties come with secrets wrapped. */
export interface ResourceType {
  /** Inputs of which a change replaces the resource. */
  readonly replacedBy: readonly string[];
  /** Outputs that a preview of this operation cannot know. */
  unknownOutputs(operation: "create" | "update", inputs: Properties): readonly string[];
  /** The beginning of a new resource's id. */
  idPrefix(name: string): string;
  /** Makes the resource; returns the outputs beside the inputs. */
  create(inputs: Properties, context: OperationContext): Promise<Properties>;
  /** Changes it; `olds` are the former outputs, `oldInputs` the former inputs. */
  update(olds: Properties, inputs: Properties, context: OperationContext): Promise<Properties>;
  /** Removes it. */
  delete(outputs: Properties, context: OperationContext): Promise<void>;
}
