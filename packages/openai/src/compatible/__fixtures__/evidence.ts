import type { vendors } from "../vendors.js";

export type VendorName = keyof typeof vendors;

/** What a row of the table in docs/providers.md says of a vendor. */
export type Fact =
  | "baseURL"
  | "apiKey"
  | "usage"
  | "maxTokens"
  | "jsonSchema"
  | "jsonObject"
  | "tools"
  | "toolChoice"
  | "reasoning"
  | "toolCallIds";

/**
 * What shows each fact: `recording …`, whose request has what is said and whose answer was no error, or the address of a page that was
 * opened (in a stored copy, in November 2026). A fact without an entry is unverified.
 */
export const evidence: Record<VendorName, Partial<Record<Fact, string>>> = {
  azure: {
    baseURL: "https://docs.haystack.deepset.ai/docs/azureopenaichatgenerator",
    apiKey: "https://docs.haystack.deepset.ai/docs/azureopenaichatgenerator",
    usage: "recording azure/text--gpt-5-nano-2025-08-07--02",
    jsonSchema: "recording azure/structured-output--grok-4-1-fast-non-reasoning--01",
    jsonObject: "recording azure/json-mode--grok-4-1-fast-non-reasoning--01",
    toolChoice: "https://nitinkc.github.io/AI-parameter-playbook/parameters/structured-tools/",
  },
  groq: {
    baseURL: "https://console.groq.com/docs/openai",
    apiKey: "https://console.groq.com/docs/openai",
    maxTokens:
      "https://github.com/groq/groq-typescript/blob/c7a31832b59799ce7fb087cb118fa1057ff742d9/src/resources/chat/completions.ts",
    jsonSchema: "https://console.groq.com/docs/structured-outputs",
    jsonObject:
      "https://github.com/groq/groq-typescript/blob/c7a31832b59799ce7fb087cb118fa1057ff742d9/src/resources/chat/completions.ts",
    toolChoice:
      "https://github.com/groq/groq-typescript/blob/c7a31832b59799ce7fb087cb118fa1057ff742d9/src/resources/chat/completions.ts",
    reasoning: "https://github.com/janhq/jan/issues/8136",
  },
  mistral: {
    baseURL: "https://kestra.io/plugins/io.kestra.plugin.mistral.ChatCompletion",
    apiKey: "https://reference.langchain.com/javascript/langchain-mistralai/ChatMistralAI",
    usage: "https://github.com/avante-corp/avante.nvim/issues/2347",
    maxTokens: "https://github.com/Gitlawb/openclaude/issues/739",
    jsonSchema: "recording mistral/structured-output--mistral-small-latest--01",
    toolChoice: "https://docs.rs/mistral-openapi-client/0.1.0/src/mistral_openapi_client/models/tool_choice.rs.html",
    reasoning: "https://github.com/BerriAI/litellm/issues/30835",
    toolCallIds: "https://github.com/langchain-ai/langchain/pull/24668",
  },
  deepseek: {
    baseURL: "https://share.apidog.com/apidoc/docs-site/747793",
    apiKey: "https://github.com/deepseek-ai/awesome-deepseek-integration/issues/598",
    usage: "recording deepseek/tool-single--deepseek-v4-flash--02",
    maxTokens: "https://platform.deepseek.com/api-docs/api/create-chat-completion/",
    jsonSchema: "https://platform.deepseek.com/api-docs/api/create-chat-completion/",
    jsonObject: "https://platform.deepseek.com/api-docs/api/create-chat-completion/",
    tools: "recording deepseek/tool-parallel+reasoning--deepseek-v4-flash--01",
    toolChoice: "https://github.com/pydantic/pydantic-ai/pull/3644",
    reasoning: "recording deepseek/tool-parallel+reasoning--deepseek-v4-flash--01",
  },
  together: {
    baseURL: "https://docs.together.ai/docs/inference/openai-compatibility",
    apiKey: "https://docs.together.ai/docs/inference/openai-compatibility",
    usage: "https://github.com/vercel/ai/pull/17986",
    maxTokens:
      "https://github.com/togethercomputer/together-typescript/blob/3b50ab13112882a0cffb797a4b79d272396cefbb/src/resources/chat/completions.ts",
    jsonSchema: "https://docs.together.ai/docs/inference/chat/structured-outputs",
    toolChoice: "https://docs.together.ai/docs/inference/function-calling/single-call",
  },
  openrouter: {
    baseURL: "https://openrouter.ai/docs/community/openai-sdk",
    apiKey: "https://openrouter.ai/docs/community/openai-sdk",
    usage: "recording openrouter/text--o3--01",
    maxTokens: "recording openrouter/length-truncated--claude-4.6-sonnet-20260217--01",
    jsonSchema: "https://openrouter.ai/docs/structured-outputs",
    jsonObject: "https://openrouter.ai/docs/api_reference/overview",
    tools: "recording openrouter/tool-single--qwen3-30b-a3b-instruct-2507--01",
    toolChoice: "https://www.openrouter.ai/docs/requests",
    reasoning: "https://github.com/anomalyco/opencode/issues/4367",
  },
  xai: {
    baseURL: "https://prismphp.com/providers/xai.html",
    apiKey: "https://reference.langchain.com/python/integrations/langchain_xai/",
    usage:
      "https://github.com/api-evangelist/xai/blob/12b8eae7f21b95caa156b527e2a1c6d448970827/openapi/xai-chat-api-openapi.yml",
    maxTokens:
      "https://github.com/api-evangelist/xai/blob/12b8eae7f21b95caa156b527e2a1c6d448970827/openapi/xai-chat-api-openapi.yml",
    jsonSchema:
      "https://github.com/api-evangelist/xai/blob/12b8eae7f21b95caa156b527e2a1c6d448970827/openapi/xai-chat-api-openapi.yml",
    jsonObject:
      "https://github.com/api-evangelist/xai/blob/12b8eae7f21b95caa156b527e2a1c6d448970827/openapi/xai-chat-api-openapi.yml",
    tools:
      "https://github.com/api-evangelist/xai/blob/12b8eae7f21b95caa156b527e2a1c6d448970827/openapi/xai-chat-api-openapi.yml",
    toolChoice:
      "https://github.com/api-evangelist/xai/blob/12b8eae7f21b95caa156b527e2a1c6d448970827/openapi/xai-chat-api-openapi.yml",
  },
  perplexity: {
    baseURL: "https://docs.perplexity.ai/docs/sonar/openai-compatibility",
    apiKey: "https://docs.perplexity.ai/docs/sonar/openai-compatibility.md",
    usage: "recording perplexity/citations--sonar--01",
    maxTokens: "https://docs.perplexity.ai/guides/chat-completions-guide",
    jsonSchema: "recording perplexity/citations--sonar--03",
    jsonObject: "https://schemas.apis.io/schemas/perplexity/perplexity-responseformat/",
    tools: "https://github.com/pipecat-ai/pipecat/pull/4862",
    toolChoice: "https://github.com/pipecat-ai/pipecat/pull/4862",
  },
  cerebras: {
    baseURL: "https://inference-docs.cerebras.ai/resources/openai",
    apiKey: "https://inference-docs.cerebras.ai/resources/openai",
    usage:
      "https://github.com/Cerebras/cerebras-cloud-sdk-node/blob/bd354610b2e2e4d66394e8cc63ef38791ae494be/src/resources/chat/completions.ts",
    maxTokens: "https://inference-docs.cerebras.ai/api-reference/chat-completions",
    jsonSchema:
      "https://github.com/Cerebras/cerebras-cloud-sdk-node/blob/bd354610b2e2e4d66394e8cc63ef38791ae494be/src/resources/chat/completions.ts",
    jsonObject:
      "https://github.com/Cerebras/cerebras-cloud-sdk-node/blob/bd354610b2e2e4d66394e8cc63ef38791ae494be/src/resources/chat/completions.ts",
    tools:
      "https://github.com/Cerebras/cerebras-cloud-sdk-node/blob/bd354610b2e2e4d66394e8cc63ef38791ae494be/src/resources/chat/completions.ts",
    toolChoice:
      "https://github.com/Cerebras/cerebras-cloud-sdk-node/blob/bd354610b2e2e4d66394e8cc63ef38791ae494be/src/resources/chat/completions.ts",
    reasoning: "https://github.com/QwenLM/qwen-code/issues/11045",
  },
  ollama: {
    baseURL: "https://github.com/ollama/ollama/issues/8421",
    usage: "recording ollama/reasoning--gpt-oss-120b--02",
    maxTokens: "https://docs.ollama.com/api/openai-compatibility",
    jsonSchema: "https://github.com/ollama/ollama/blob/00988753ff743bf26117964f6e43f9ebf10bce30/openai/openai.go",
    jsonObject: "recording ollama/json-mode--gpt-oss-20b--01",
    toolChoice: "https://github.com/ollama/ollama/issues/17921",
    reasoning: "https://github.com/ollama/ollama/blob/00988753ff743bf26117964f6e43f9ebf10bce30/openai/openai.go",
  },
  vllm: {
    baseURL: "https://docs.vllm.ai/en/stable/serving/openai_compatible_server/",
    usage:
      "https://github.com/vllm-project/vllm/blob/002032ee2b18e1f7bd924ec47b62504ba3866063/vllm/entrypoints/openai/chat_completion/protocol.py",
    maxTokens:
      "https://github.com/vllm-project/vllm/blob/002032ee2b18e1f7bd924ec47b62504ba3866063/vllm/entrypoints/openai/chat_completion/protocol.py",
    toolChoice: "https://docs.vllm.ai/en/latest/features/tool_calling/",
    reasoning:
      "https://github.com/vllm-project/vllm/blob/002032ee2b18e1f7bd924ec47b62504ba3866063/vllm/entrypoints/openai/chat_completion/protocol.py",
  },
  lmstudio: {
    baseURL: "https://lmstudio.ai/docs/api/openai-api",
    usage: "https://lmstudio.ai/docs/developer/api-changelog",
    maxTokens: "https://silver-owl-swordfish.lmstudio.ai/docs/developer/openai-compat/chat-completions",
    jsonSchema: "https://lmstudio.ai/docs/advanced/structured-output",
    jsonObject: "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/189",
    toolChoice: "https://github.com/antropia-studio/linguito/issues/21",
  },
};
