import type { Message } from "../messages/message.js";
import type { Section, Segment } from "./parsed-template.js";

/** What one section of the template became. */
export interface RenderedSection {
  readonly section: Section;
  /** Empty for a message that came out blank; any number for `MESSAGES:`. */
  readonly messages: readonly Message[];
  /** For a message of the template: what each part of its content was made of; one list where the content is a string. */
  readonly sources: readonly (readonly Segment[])[];
}
