import { ruleFor } from "../../components/spec/rule";
import type { PlatformConfig } from "../sections";

/** A rule between sections of the configuration. */
export const rule = ruleFor<PlatformConfig>();
