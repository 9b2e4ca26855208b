/**
 * What a reader may see: everything, or what lies in any of these. A place stands for all within it; a pooled fund for
 * the whole of it; an agency for what is its own: funds that it hosts, whole; elsewhere the money that it pays in, is
 * paid or commissions; and agreements that it is a party to.
 */
export type Sight =
  | 'EVERYTHING'
  | {
      readonly placeIds: readonly string[];
      readonly pooledFundIds: readonly string[];
      readonly agencyIds: readonly string[];
    };
