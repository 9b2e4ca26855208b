/** Values that say "no" in a column such as "Is repeat" or "Counts in total". */
const NO =
  /^(no|n|false|f|0|none|nil|n\/?a|null|-+|–|original|first|unique|new|not (a )?(repeat|duplicate)(ed|d)?)?\.?$/i;
/** A free note marks a repeat only when it begins by saying so. */
const NOTE_OF_REPEAT =
  /^[^a-z]*(repeat(s|ed)?|duplicate[sd]?|dup(e)?|double[- ]count(ed|ing)?|already (counted|included|shown)|(also )?(shown|counted|included) (above|below|elsewhere)|do not (count|add|include)|not (to be )?(counted|added))\b/i;
const BRACKETED_REPEAT =
  /[([](repeat(ed)?|duplicate(d)?|double[- ]count(ed)?|(also )?(shown|counted|included) (above|below|elsewhere)|repeat(ed)? of [^)\]]*|see (row|line) [^)\]]*)[)\]]\s*$/i;

/** Whether a cell of a column such as "Repeat" or "Duplicate of" says that its row repeats another. */
export const marksRepeat = (cell: string): boolean => !NO.test(cell.trim());

/** Whether a cell of a column such as "Counts in total" says that its row does not count. */
export const deniesCounting = (cell: string): boolean => cell.trim() !== '' && NO.test(cell.trim());

/** Whether a free note says that its row repeats another; notes that say anything else mark nothing. */
export const notesRepeat = (cell: string): boolean => NOTE_OF_REPEAT.test(cell);

/** Whether a name ends in a mark such as `(repeated)`. */
export const endsInRepeatMark = (cell: string): boolean => BRACKETED_REPEAT.test(cell);

const TOTAL = /^(grand|sub|overall|net|gross|report|page|final|running)?[\s-]*totals?\b/i;
const BARE_TOTAL =
  /^((grand|sub|overall|net|gross|report|page|final|running|all)[\s-]*)?(totals?|sum)(\s*(\(?£\)?|(for|of|in|to) .{0,60}|amount|spend|paid|payments?|expenditure|value|contributions?))?\s*[:=]?$/i;

/** Whether the first text of a row without a date says that the row adds up others. */
export const beginsLikeTotal = (cell: string): boolean => TOTAL.test(cell.trim());

/** Whether a name is not a name at all but the label of a row that adds up others. */
export const isTotalLabel = (cell: string): boolean => cell.length < 100 && BARE_TOTAL.test(cell.trim());
