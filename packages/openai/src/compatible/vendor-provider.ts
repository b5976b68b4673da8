import { andThen, type Provider } from "@zoetrope/core";
import { ChatAdapter } from "../chat/stream-adapter.js";
import { chatProvider } from "../chat/provider.js";
import { sendWhole } from "../chat/send.js";
import type { OpenAITypes } from "../chat/types.js";
import { vendorAnswerForm } from "./vendor-answer-form.js";
import { vendorBody, vendorPrompt } from "./vendor-body.js";
import { vendorClient } from "./vendor-client.js";
import { vendorTools } from "./vendor-tools.js";
import type { Vendor } from "./vendor.js";

/** Chat completions, as this vendor speaks them. */
export function vendorProvider(vendor: Vendor): Provider<OpenAITypes> {
  const { name, label, paramNames, usageOption } = vendor;
  return {
    ...chatProvider,
    name,
    label,
    example: `${name}.call("…")`,
    aliases: { ...chatProvider.aliases, ...paramNames },
    ...vendorTools(vendor),
    answerForm: vendorAnswerForm(vendor),
    convert: (messages) => andThen(chatProvider.convert(messages), (converted) => vendorPrompt(vendor, converted)),
    body: (parts) => vendorBody(vendor, parts),
    explain(body, params) {
      const { added, ...explained } = chatProvider.explain(body, params);
      return usageOption && added ? { ...explained, added } : explained;
    },
    client: vendorClient(vendor),
    sendWhole: (client, body, options) => sendWhole(client, body, options, name),
    adapter: (options) =>
      new ChatAdapter({
        ...options,
        provider: name,
        acceptMissingFinishReason: options.acceptMissingFinishReason || vendor.acceptMissingFinishReason,
      }),
  };
}
