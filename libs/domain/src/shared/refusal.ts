/** Why a command was refused: a public code, stable for ever, a sentence for people and the figures behind it. */
export interface Refusal {
  readonly code: string;
  readonly sentence: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The refusals of one aggregate: for each code, the sentence made of its details. */
export type RefusalSentences = Readonly<Record<string, (details: never) => string>>;

/** Makes the function that refuses with one of the codes of an aggregate, so that no code lacks a sentence. */
export function refusalsOf<Sentences extends RefusalSentences>(sentences: Sentences) {
  return <Code extends keyof Sentences & string>(
    code: Code,
    details: Parameters<Sentences[Code]>[0],
  ): { readonly refused: Refusal } => ({
    refused: {
      code,
      sentence: (sentences[code] as (details: Parameters<Sentences[Code]>[0]) => string)(details),
      details,
    },
  });
}
