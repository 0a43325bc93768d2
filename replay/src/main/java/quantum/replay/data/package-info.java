/**
 * Price files from Binance Vision: what is there → what is missing → fetch → verify → fill holes.
 */
package quantum.replay.data;
