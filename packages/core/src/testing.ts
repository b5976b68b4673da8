export {
  providerContract,
  type ContractCheck,
  type ContractOptions,
  type ContractRecording,
} from "./testing/provider-contract.js";
export { answerResponse } from "./testing/answer-response.js";
export type { ContractAnswer, ContractTarget } from "./testing/contract-run.js";
export { randomHistory } from "./testing/random-history.js";
export { seeded, type Random } from "./testing/random.js";
