/** Loaded before every program, policy pack and plugin. */
import "./error-colours";
import "./unread-logs";
import "./unread-stacks";
import "./seldom-used";
import "./policy-packs";
