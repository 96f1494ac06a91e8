/** Loaded before every program, policy pack and plugin. */
import "./errorColours";
import "./unreadLogs";
import "./unreadStacks";
import "./seldomUsed";
import "./policyPacks";
