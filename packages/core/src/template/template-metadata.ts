import { metadataKey } from "../metadata.js";
import type { ParsedTemplate } from "./parsed-template.js";

/** The template of a prompt class, or of a prompt function that was made from one. */
export const templateMetadata = metadataKey<ParsedTemplate>("template");
