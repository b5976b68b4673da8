import type { $ZodObject } from "zod/v4/core";
import type { ClassParams } from "../call/prompt-source.js";
import type { Budget } from "../cost/budget.js";
import { metadataKey } from "../metadata.js";

/** The fields of a prompt class: those of `with`, and of each `with` above it. */
export const fieldsMetadata = metadataKey<$ZodObject>("fields");

/** The call params of a prompt class and of the classes above it, lowest first. */
export const callParamsMetadata = metadataKey<readonly ClassParams[]>("callParams");

/** What `@metadata` put on a prompt class and on the classes above it. */
export const classMetadata = metadataKey<Readonly<Record<string, unknown>>>("metadata");

/** What makes the budgets of each call of a prompt class, those of the classes above it included. */
export const budgetMetadata = metadataKey<readonly (() => Budget)[]>("budgets");
