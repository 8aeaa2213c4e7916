/** A page asks for a port by name on the first, and is handed one end of a new channel on the second. */
export const askChannel = 'port.ask';
export const giveChannel = 'port.give';
