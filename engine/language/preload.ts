/** Loaded before every program, policy pack and plugin. */
import "./error-colours";
import "./promise-stacks";
