export { Cidr, isAddress } from "./cidr";
export { Duration } from "./duration";
export { InvalidValue } from "./invalidValue";
