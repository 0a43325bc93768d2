/** Recorded candles and the ticks they replay as: file → candles → one ordered tick sequence. */
package quantum.paper.prices;
