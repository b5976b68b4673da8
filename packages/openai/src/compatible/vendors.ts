import type { VendorOptions } from "./vendor.js";

// What shows each value, a recording or a page that was opened, stands in `__fixtures__/evidence.ts`, one entry for each; the tests hold it
// against the recordings and against docs/providers.md. What nothing shows is left at the default, and marked there.

const maxTokens = { max_completion_tokens: "max_tokens" };

/** Vendors of models, for `openaiCompatible`. */
export const vendors = {
  azure: {
    name: "azure",
    label: "Azure OpenAI",
    baseURLVariable: "AZURE_OPENAI_ENDPOINT",
    apiKeyVariable: "AZURE_OPENAI_API_KEY",
    azure: {},
  },
  groq: {
    name: "groq",
    label: "Groq",
    baseURL: "https://api.groq.com/openai/v1",
    apiKeyVariable: "GROQ_API_KEY",
    jsonSchema: "some models",
    // `reasoning_content` is refused, and `reasoning` is by models that do not reason: a history may be sent to either.
    reasoningField: "none",
  },
  mistral: {
    name: "mistral",
    label: "Mistral",
    baseURL: "https://api.mistral.ai/v1",
    apiKeyVariable: "MISTRAL_API_KEY",
    // Refused with status 422, as is any field that it does not know. Usage comes without it.
    usageOption: false,
    // Its name for the seed: docs.rs/crate/mistral-openapi-client/latest/source/docs/CompletionArgs.md
    paramNames: { ...maxTokens, seed: "random_seed" },
    // The older word; `required` was added beside it.
    requiredTool: "any",
    reasoningField: "none",
    // Others are refused with status 400, so that no history with tools could come from elsewhere.
    toolCallIds: "9 letters and digits",
  },
  deepseek: {
    name: "deepseek",
    label: "DeepSeek",
    baseURL: "https://api.deepseek.com",
    apiKeyVariable: "DEEPSEEK_API_KEY",
    paramNames: maxTokens,
    jsonSchema: "no model",
    // Refused while the model thinks, which it does by default.
    toolChoice: "unforced",
  },
  together: {
    name: "together",
    label: "Together",
    baseURL: "https://api.together.ai/v1",
    apiKeyVariable: "TOGETHER_API_KEY",
    paramNames: maxTokens,
    jsonSchema: "some models",
  },
  openrouter: {
    name: "openrouter",
    label: "OpenRouter",
    baseURL: "https://openrouter.ai/api/v1",
    apiKeyVariable: "OPENROUTER_API_KEY",
    jsonSchema: "some models",
  },
  xai: {
    name: "xai",
    label: "xAI",
    baseURL: "https://api.x.ai/v1",
    apiKeyVariable: "XAI_API_KEY",
    tools: "not strict",
  },
  perplexity: {
    name: "perplexity",
    label: "Perplexity",
    baseURL: "https://api.perplexity.ai",
    apiKeyVariable: "PERPLEXITY_API_KEY",
    paramNames: maxTokens,
    jsonObject: false,
    tools: "none",
  },
  cerebras: {
    name: "cerebras",
    label: "Cerebras",
    baseURL: "https://api.cerebras.ai/v1",
    apiKeyVariable: "CEREBRAS_API_KEY",
    // The other name is refused with status 400.
    reasoningField: "reasoning",
  },
  ollama: {
    name: "ollama",
    label: "Ollama",
    baseURL: "http://localhost:11434/v1",
    paramNames: maxTokens,
    // Taken and ignored.
    toolChoice: "unforced",
    reasoningField: "reasoning",
  },
  vllm: { name: "vllm", label: "vLLM", baseURL: "http://localhost:8000/v1" },
  lmstudio: {
    name: "lmstudio",
    label: "LM Studio",
    baseURL: "http://localhost:1234/v1",
    paramNames: maxTokens,
    jsonObject: false,
    toolChoice: "words",
  },
} as const satisfies Record<string, VendorOptions>;
