import type { ResourceType } from "../resourceType";
export { iamFunctions } from "./functions";
import { otherIamTypes } from "./others";
import { roleTypes } from "./roles";

export { roleAllows } from "./grants";

export const iamTypes: readonly ResourceType[] = [...roleTypes, ...otherIamTypes];
