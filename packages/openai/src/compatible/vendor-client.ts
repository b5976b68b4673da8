import { CallOptionsError, SharedClients, environment, type ClientOptions } from "@zoetrope/core";
import { importSDK, type OpenAIClient } from "../client.js";
import type { Vendor } from "./vendor.js";

/**
 * The oldest that is seen to have both `stream_options` (github.com/griptape-ai/griptape/issues/1640) and structured outputs
 * (MicrosoftDocs/azure-ai-docs, articles/ai-services/openai/includes/structured-outputs-rest.md).
 */
const azureVersion = "2024-10-21";

type Resolve = (options: ClientOptions<OpenAIClient>) => OpenAIClient | Promise<OpenAIClient>;

/** Finds the client of a call. Throws `CallOptionsError` where address or key are nowhere to be found. */
export function vendorClient(vendor: Vendor): Resolve {
  const shared = new SharedClients<OpenAIClient>();
  return ({ client, apiKey, baseURL }) => {
    if (client) return client;
    const url = baseURL ?? vendor.baseURL ?? read(vendor.baseURLVariable);
    if (url === undefined) {
      throw new CallOptionsError(
        `${vendor.label} has no address: set ${vendor.baseURLVariable}, or pass baseURL or a client.`,
      );
    }
    const key = apiKey ?? vendor.apiKey ?? read(vendor.apiKeyVariable);
    if (key === undefined && vendor.apiKeyVariable !== undefined) {
      throw new CallOptionsError(
        `${vendor.label} needs an API key: set ${vendor.apiKeyVariable}, or pass apiKey or a client.`,
      );
    }
    return shared.get([key, url], () => createClient(vendor, key, url));
  };
}

function read(variable: string | undefined): string | undefined {
  return variable === undefined ? undefined : environment(variable);
}

/** Local servers ask for no key, but the SDK refuses to be made without one. */
async function createClient(vendor: Vendor, apiKey = "not-needed", baseURL: string): Promise<OpenAIClient> {
  const { OpenAI, AzureOpenAI } = await importSDK();
  // The SDK reads these of the environment by itself, and they are for OpenAI only: another company must not see them.
  const notOurs = { organization: null, project: null };
  const { azure, headers } = vendor;
  const authentication = azure ? { "api-key": apiKey } : { authorization: `Bearer ${apiKey}` };
  const defaultHeaders = { ...withheldHeaders(authentication), ...headers };
  if (!azure) return new OpenAI({ ...notOurs, apiKey, baseURL, defaultHeaders });
  const { apiVersion = environment("OPENAI_API_VERSION") ?? azureVersion, deployment } = azure;
  return new AzureOpenAI({
    ...notOurs,
    apiKey,
    apiVersion,
    ...(deployment === undefined ? {} : { deployment }),
    // Not as `endpoint`, beside which the SDK would find an OPENAI_BASE_URL of the environment and refuse the two.
    baseURL: `${baseURL.replace(/\/+$/, "")}/openai`,
    defaultHeaders,
  });
}

/** The headers that the SDK would add to every request, wherever it goes: null keeps one back. What is in `own` stays as it is there. */
function withheldHeaders(own: Readonly<Record<string, string>>): Record<string, string | null> {
  const lines = environment("OPENAI_CUSTOM_HEADERS")?.split("\n") ?? [];
  const names = lines.flatMap((line) => (line.includes(":") ? line.slice(0, line.indexOf(":")).trim() : []));
  const kept = new Map(Object.entries(own));
  return Object.fromEntries(names.map((name) => [name, kept.get(name.toLowerCase()) ?? null]));
}
