/** As it stands in errors, before the colon of a model, and in the fields of neutral messages that only this provider knows. */
export const providerName = "openai-responses";
