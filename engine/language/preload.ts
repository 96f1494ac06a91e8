/** Loaded before every program, policy pack and plugin. */
import "./error-colours";
import "./unread-stacks";
import "./closure-tools";
import "./plain-packs";
