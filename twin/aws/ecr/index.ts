import type { ResourceType } from "../resourceType";
import { registryTypes } from "./registry";
import { repositoryTypes } from "./repositories";

export const ecrTypes: readonly ResourceType[] = [...repositoryTypes, ...registryTypes];
