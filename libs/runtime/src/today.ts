const london = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The date in the United Kingdom at an instant. */
export const dayInLondon = (instant: Date): string => london.format(instant);

/** The date in the United Kingdom now: the day by which a fact lies in the past or in the future. */
export const todayInLondon = (): string => dayInLondon(new Date());
