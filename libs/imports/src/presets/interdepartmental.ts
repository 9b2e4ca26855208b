import { type ImportMapping, plainMapping } from '../mapping';

/**
 * What departments put into one another's programmes (Troubled Families, Disabled Facilities Grant), by year. Rows that
 * the file marks as repeats of other rows are rejected, not counted.
 */
export const interdepartmental: ImportMapping = {
  ...plainMapping('interdepartmental', 'contributions'),
  dateFormats: ['dd/mm/yyyy', 'dd/mm/yy'],
};
