/**
 * What this library asks of a schema of any library: Standard Schema 1 (https://standardschema.dev).
 * Written out, because the oldest zod that is accepted beside this package has no types of it.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | PromiseLike<StandardResult<Output>>;
    /** For the compiler only; nothing is there at run time. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema that tells its own JSON Schema: Standard JSON Schema 1, which zod 4.2 and ArkType have. */
export interface StandardJSONSchema {
  readonly "~standard": {
    readonly jsonSchema: {
      /** Throws where the schema has no JSON Schema, or the library does not know the target. */
      readonly input: (options: { readonly target: "draft-2020-12" }) => Readonly<Record<string, unknown>>;
    };
  };
}
