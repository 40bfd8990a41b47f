export const kinds = ['daily', 'self', 'tour', 'special', 'mystery'] as const;

/* States of a visit that is still to be made, and of one that has a sheet to read. */
export const ahead = ['planned', 'open', 'started'];
export const written = ['submitted', 'released', 'voided', 'excluded'];
