/** The ids of all promises of the product; PROMISES.md says for each where it is enforced and proven. */
export const PROMISE_IDS = [
  ...['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8'],
  ...['N1', 'N2', 'N3', 'N4'],
  ...['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11'],
  ...['W1', 'W2', 'W3', 'W4', 'W5', 'W6', 'W7', 'W8', 'W9', 'W10', 'W11', 'W12'],
  ...['B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7'],
] as const;
