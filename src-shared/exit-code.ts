/** How a program ends that was given what it cannot use: whoever started it need not try again. */
export const badInput = 2;
