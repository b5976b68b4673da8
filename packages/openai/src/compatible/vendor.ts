import { CallOptionsError } from "@zoetrope/core";
import { openAICapabilities, type VendorCapabilities } from "./capabilities.js";

/** A server that speaks OpenAI's chat completions: where it is, and what it does otherwise. */
export interface VendorOptions extends VendorCapabilities {
  /** As it stands in errors and before the colon of a model: `groq`. Lower-case letters, digits and `-`. Default: `compatible`. */
  readonly name?: string;
  /** As people write it: `Groq`. Default: the name. */
  readonly label?: string;
  /** The API's address, with its version. Default: that of `baseURLVariable`. */
  readonly baseURL?: string | undefined;
  /** The environment's variable with the address. Default: none is read. */
  readonly baseURLVariable?: string;
  /** Default: that of `apiKeyVariable`. */
  readonly apiKey?: string | undefined;
  /** The environment's variable with the key, which must then be given. Default: none is read, and the server is taken to ask for no key. */
  readonly apiKeyVariable?: string;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Through the SDK's `AzureOpenAI`: the address is then that of the resource, and the path is made of deployment and API version. */
  readonly azure?: AzureOptions;
}

export interface AzureOptions {
  /** Default: the environment's `OPENAI_API_VERSION`, else `2024-10-21`. */
  readonly apiVersion?: string;
  /** Default: the call's model. */
  readonly deployment?: string;
}

/** A vendor with all that was left open filled in. */
export interface Vendor
  extends Required<VendorCapabilities>, Omit<VendorOptions, keyof VendorCapabilities | "name" | "label"> {
  readonly name: string;
  readonly label: string;
}

/** Throws `CallOptionsError` for what makes no sense. */
export function readVendor(options: VendorOptions): Vendor {
  const { name = "compatible", baseURL, baseURLVariable } = options;
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new CallOptionsError(
      `A vendor's name stands before the colon of a model, and ${JSON.stringify(name)} cannot: use lower-case letters, digits and "-".`,
    );
  }
  if (baseURL === undefined && baseURLVariable === undefined) {
    throw new CallOptionsError(`${name}: there is no baseURL. Give the address of the API, as in "https://…/v1".`);
  }
  if (baseURL !== undefined && !/^https?:\/\//.test(baseURL)) {
    throw new CallOptionsError(`${name}: the baseURL is no http(s) address. Write it in full, as in "https://…/v1".`);
  }
  // What was left undefined is left out, and has the default.
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { label: name, ...openAICapabilities, ...given, name };
}
