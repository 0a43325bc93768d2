/**
 * A venue that is nothing but its state: positions, orders, trades and stops by the port's rules,
 * without a network and without a clock of its own. It fails when it is told to. Where the port
 * leaves a choice it chooses otherwise than Binance: ids are no numbers, cursors are times, names
 * are shorter.
 */
package quantum.apply.venue.memory;
